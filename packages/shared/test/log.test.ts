import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('secrets do not reach the log: not by name, not nested, not on an error of the AWS SDK', () => {
  const program = `
    const { createLogger } = await import('@bucket-sync/shared/log');
    const log = createLogger({ service: 'test' });
    const error = Object.assign(new Error('denied'), {
      code: 'AccessDenied',
      $response: { headers: { 'x-amz-security-token': 'SECRET' } },
      $metadata: { sessionToken: 'SECRET' },
    });
    const session = { sessionToken: 'SECRET', keys: { secretAccessKey: 'SECRET' } };
    log.error({ error, externalId: 'SECRET', session }, 'x');
    log.info({ headers: { authorization: 'SECRET' }, url: { href: 'SECRET' }, bucket: 'photos' }, 'y');`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(stdout).toContain('AccessDenied');
  expect(stdout).toContain('photos');
  expect(stdout).not.toContain('SECRET');
});
