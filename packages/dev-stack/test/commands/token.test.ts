import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AUDIENCE, ISSUER } from '../../src/issuer/issue-token.ts';
import { loadOrCreateSigningKey } from '../../src/issuer/signing-key.ts';
import { type RunningIssuer, startIssuer } from '../../src/issuer/start-issuer.ts';
import { freePort } from '../../src/ports/free-port.ts';
import { nodePath } from '../../src/processes/node-path.ts';
import { projectRoot } from '../../src/project-root.ts';

const folder = mkdtempSync(join(tmpdir(), 'token-test-'));
let issuer: RunningIssuer;

beforeAll(async () => {
  const key = await loadOrCreateSigningKey(join(folder, 'issuer-key.json'));
  const options = { consoleOrigins: ['http://127.0.0.1:4000'], tokenSeconds: 600 };
  issuer = await startIssuer(key, '127.0.0.1', await freePort(), options);
});
afterAll(async () => {
  await issuer.stop();
  rmSync(folder, { recursive: true });
});

async function token(...flags: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const options = { cwd: projectRoot, env: { ...process.env, BUCKET_SYNC_STATE: folder } };
  try {
    const done = await promisify(execFile)(nodePath, ['packages/dev-stack/src/commands/token.ts', ...flags], options);
    return { code: 0, ...done };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

const published = (jwt: string) =>
  jwtVerify(jwt, createRemoteJWKSet(new URL(issuer.jwksUrl)), { issuer: ISSUER, audience: AUDIENCE });

test('a token verifies with the published key, and holds subject, organization, role and expiry', async () => {
  const { stdout } = await token('--org', 'acme', '--role', 'editor', '--sub', 'ada@acme.example', '--hours', '2');
  const { payload } = await published(stdout.trim());
  expect(payload).toMatchObject({ sub: 'ada@acme.example', org: 'acme', role: 'EDITOR' });
  expect(payload.exp! - payload.iat!).toBe(2 * 3600);
});

test('the published key holds no private part', async () => {
  const { keys } = (await (await fetch(issuer.jwksUrl)).json()) as { keys: Record<string, string>[] };
  expect(Object.keys(keys[0]!).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
});

test.each([
  [['--role', 'EDITOR'], '--org is missing'],
  [['--org', 'acme'], '--role is missing'],
  [['--org', 'acme', '--role', 'KING'], '--role must be VIEWER or EDITOR, not KING'],
  [['--org', 'acme', '--role', 'VIEWER', '--hours', 'soon'], '--hours soon is not a number'],
  [['--org', 'acme', '--role', 'VIEWER', '--hours', '0'], '--hours 0 is not a number'],
  [['--organisation', 'acme'], "Unknown option '--organisation'"],
])('%j is refused with the name of the flag', async (flags, sentence) => {
  const { code, stdout, stderr } = await token(...flags);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(sentence);
  expect(stderr).toContain('usage:');
});
