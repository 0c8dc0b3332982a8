import { type Caller, signCaller, verifyCaller } from '@bucket-sync/shared/auth';
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';

const secret = 'a secret of the sync subgraph, long enough';
const anna: Caller = { subject: 'anna', organizationId: 'acme', role: 'EDITOR' };

test('a signed caller is read back as it was', async () => {
  expect(await verifyCaller(await signCaller(anna, 'sync', secret), 'sync', secret)).toEqual(anna);
});

test('a caller that is missing, altered, old, unsigned or signed for another subgraph is refused', async () => {
  const signed = await signCaller(anna, 'sync', secret);
  const [head, , signature] = signed.split('.');
  const forged = Buffer.from(JSON.stringify({ sub: 'anna', org: 'globex', role: 'EDITOR', aud: 'sync' })).toString(
    'base64url',
  );
  const key = new TextEncoder().encode(secret);
  const old = await new SignJWT({ org: 'acme', role: 'EDITOR' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('anna')
    .setAudience('sync')
    .setIssuedAt(Math.floor(Date.now() / 1000) - 600)
    .setExpirationTime('1h')
    .sign(key);
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${signed.split('.')[1]}.`;
  const another = await signCaller(anna, 'assets', secret);
  for (const token of [undefined, '', 'x', `${head}.${forged}.${signature}`, old, unsigned, another]) {
    await expect(verifyCaller(token, 'sync', secret)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  }
});
