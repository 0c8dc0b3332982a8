import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTokenVerifier, type VerifyToken } from '../../src/auth/verify-token.ts';
import { AUDIENCE, ISSUER, startIssuer, type TestIssuer } from '../support/issuer.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let issuer: TestIssuer;
let verify: VerifyToken;
let token: string;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  issuer = await startIssuer();
  verify = createTokenVerifier({ jwksUrl: issuer.jwksUrl, issuer: ISSUER, audience: AUDIENCE });
  token = await issuer.token({ expiresInSeconds: 7 * 24 * 3600 });
  await verify(token);
});
afterEach(async () => {
  vi.useRealTimers();
  await issuer.stop();
});

const later = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);
const ann = { caller: { subject: 'ann' } };

test('tokens of known keys are valid for a day without the issuer, and then cannot be verified', async () => {
  await issuer.stop();
  for (const pause of [11 * MINUTE_MS, 1, DAY_MS / 2]) {
    later(pause);
    expect(await verify(token)).toMatchObject(ann);
  }
  later(DAY_MS / 2);
  await expect(verify(token)).rejects.toMatchObject({ code: 'PEER_UNAVAILABLE' });
});

test('a forged or an expired token is still refused, and a token of an unknown key says nothing', async () => {
  const forged = await issuer.forgedToken();
  const expired = await issuer.token({ expiresInSeconds: 1 });
  const other = await startIssuer({ keyId: 'another' });
  const unknown = await other.token();
  await other.stop();
  await issuer.stop();
  later(11 * MINUTE_MS);
  await expect(verify(forged)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  await expect(verify(expired)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  await expect(verify(unknown)).rejects.toMatchObject({ code: 'PEER_UNAVAILABLE' });
});

test('a key that the issuer withdrew is refused after ten minutes, also right after an outage', async () => {
  issuer.withdrawKeys();
  expect(await verify(token)).toMatchObject(ann);
  issuer.fail(true);
  later(11 * MINUTE_MS);
  expect(await verify(token)).toMatchObject(ann);
  issuer.fail(false);
  await vi.waitFor(async () => {
    later(11_000);
    await expect(verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
