import { newId } from '@bucket-sync/shared/ids';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { logInto } from './support/log-into.ts';
import { connect, shown, wizardOf } from './support/wizard.ts';
import { startWorld, type World } from './support/world.ts';

let world: World;
/** The output of the process. The service's loggers write directly to standard output. */
const written: string[] = [];
beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(String(chunk));
    return true;
  });
  world = await startWorld({ log: logInto(written) });
});
afterAll(async () => {
  await world.stop();
  vi.restoreAllMocks();
});

test('no external id, session token or secret key appears in a log or the evidence of any failure', async () => {
  const member = world.as();
  const { id, externalId, bucketName } = await connect(world, member);
  const service = world.as(member.organizationId, 'SERVICE');
  const opened = await service.ask<{
    bucketSession: { secretAccessKey: string; sessionToken: string; accessKeyId: string };
  }>(`{ bucketSession(connectionId: "${id}", runId: "${newId()}") { secretAccessKey sessionToken accessKeyId } }`);
  const secrets = [externalId, ...Object.values(opened.bucketSession), 'platform-secret-access-key'];
  const wizard = wizardOf(member);
  const evidence: string[] = [];
  for (const kind of ['throttle', 'internal-error', 'reset', 'html', 'expired-token', 'truncate'] as const) {
    for (const operation of ['AssumeRole', 'ListObjectsV2', 'GetObject']) {
      const fault = world.sandbox.faults.add({ match: { operation }, effect: { kind } });
      evidence.push(JSON.stringify(shown(await wizard.check(id)).health.probes));
      await service.ask(`{ bucketSession(connectionId: "${id}", runId: "${newId()}") { expiresAt } }`).catch(() => {});
      world.sandbox.faults.clear(fault);
    }
  }
  // AWS quotes a malformed request in its answer.
  world.sandbox.faults.add({
    match: { operation: 'AssumeRole', accessKeyIdPrefix: 'ASIA' },
    effect: {
      kind: 'error',
      status: 400,
      code: 'ValidationError',
      message: `Value '${externalId}' at 'externalId' failed`,
    },
  });
  evidence.push(JSON.stringify(shown(await wizard.check(id)).health.probes));
  world.sandbox.faults.add({ match: { bucket: bucketName }, effect: { kind: 'reset' } });
  world.sandbox.faults.add({ match: { operation: 'DeleteRole' }, effect: { kind: 'internal-error' } });
  await member.ask(`mutation { removeBucketConnection(id: "${id}") { __typename } }`);
  expect(written.join('')).toContain('principal is removed later');
  for (const secret of secrets) {
    expect(written.join('')).not.toContain(secret);
    expect(evidence.join('')).not.toContain(secret);
  }
});
