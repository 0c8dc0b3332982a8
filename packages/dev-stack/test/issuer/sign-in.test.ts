import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AUDIENCE, ISSUER } from '../../src/issuer/issue-token.ts';
import { CONSOLE_CLIENT_ID } from '../../src/issuer/provider-settings.ts';
import { loadOrCreateSigningKey } from '../../src/issuer/signing-key.ts';
import { type RunningIssuer, startIssuer } from '../../src/issuer/start-issuer.ts';
import { freePort } from '../../src/ports/free-port.ts';

const CONSOLE = 'http://127.0.0.1:4000';
const REDIRECT = `${CONSOLE}/signed-in`;
const folder = mkdtempSync(join(tmpdir(), 'issuer-test-'));
let issuer: RunningIssuer;

beforeAll(async () => {
  const key = await loadOrCreateSigningKey(join(folder, 'issuer-key.json'));
  const options = { consoleOrigins: [CONSOLE], tokenSeconds: 120 };
  issuer = await startIssuer(key, '127.0.0.1', await freePort(), options);
});
afterAll(async () => {
  await issuer.stop();
  rmSync(folder, { recursive: true });
});

/** A minimal browser: it stores cookies and does not follow redirects by itself. */
function aBrowser() {
  const cookies = new Map<string, string>();
  return async (url: string, init: RequestInit = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(url, issuer.url), { redirect: 'manual', ...init, headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      cookies.set(name!, value!);
    }
    return response;
  };
}

type Browser = ReturnType<typeof aBrowser>;

const verifier = randomBytes(32).toString('base64url');

function authorization(more: Record<string, string> = {}): string {
  const parameters = new URLSearchParams({
    client_id: CONSOLE_CLIENT_ID,
    response_type: 'code',
    scope: 'openid',
    redirect_uri: REDIRECT,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: 'of this tab',
    ...more,
  });
  return `/auth?${parameters}`;
}

/** Clicks once on the sign-in page. @returns the address to which the issuer redirects */
async function signIn(browse: Browser, person: string): Promise<URL> {
  const interaction = (await browse(authorization())).headers.get('location')!;
  expect(await (await browse(interaction)).text()).toContain(`value="${person}"`);
  const resumed = await browse(interaction, { method: 'POST', body: new URLSearchParams({ person }) });
  const end = await browse(resumed.headers.get('location')!);
  return new URL(end.headers.get('location')!);
}

async function redeem(body: Record<string, string>): Promise<{ status: number; tokens: Record<string, string> }> {
  const response = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: CONSOLE_CLIENT_ID, ...body }),
  });
  return { status: response.status, tokens: (await response.json()) as Record<string, string> };
}

const redeemCode = (code: string, code_verifier = verifier) =>
  redeem({ grant_type: 'authorization_code', redirect_uri: REDIRECT, code, code_verifier });

const claims = async (token: string) =>
  (await jwtVerify(token, createRemoteJWKSet(new URL(issuer.jwksUrl)), { issuer: ISSUER, audience: AUDIENCE })).payload;

test('one click signs a person in, and the token has the claims that the gateway requires', async () => {
  const end = await signIn(aBrowser(), 'viewer@acme');
  expect(end.href.startsWith(REDIRECT)).toBe(true);
  expect(end.searchParams.get('state')).toBe('of this tab');
  const { tokens } = await redeemCode(end.searchParams.get('code')!);
  expect(await claims(tokens.access_token!)).toMatchObject({ sub: 'viewer@acme', org: 'acme', role: 'VIEWER' });
});

test('a refresh token renews a token with the same claims', async () => {
  const end = await signIn(aBrowser(), 'editor@globex');
  const { tokens } = await redeemCode(end.searchParams.get('code')!);
  const renewed = await redeem({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token! });
  expect(await claims(renewed.tokens.access_token!)).toMatchObject({ sub: 'editor@globex', role: 'EDITOR' });
});

test('a hidden frame resumes the session of a signed-in person, and a new person has to sign in', async () => {
  const browse = aBrowser();
  await signIn(browse, 'editor@acme');
  const silent = authorization({ prompt: 'none', redirect_uri: `${CONSOLE}/silent.html` });
  expect((await browse(silent)).headers.get('location')).toContain('code=');
  expect((await aBrowser()(silent)).headers.get('location')).toContain('error=login_required');
});

test('a code is refused without the verifier of the tab that requested it', async () => {
  const end = await signIn(aBrowser(), 'editor@acme');
  expect((await redeemCode(end.searchParams.get('code')!, 'x'.repeat(43))).status).toBe(400);
});

test('a code is sent to the console and to no other page', async () => {
  const answer = await aBrowser()(authorization({ redirect_uri: 'https://elsewhere.example/signed-in' }));
  expect(answer.status).toBe(400);
  expect(answer.headers.get('location')).toBeNull();
});

test('a form that names an unknown person is refused', async () => {
  const browse = aBrowser();
  const interaction = (await browse(authorization())).headers.get('location')!;
  const answer = await browse(interaction, { method: 'POST', body: new URLSearchParams({ person: 'root@acme' }) });
  expect(answer.status).toBe(400);
});
