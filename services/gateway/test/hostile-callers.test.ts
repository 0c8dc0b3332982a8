import { randomUUID } from 'node:crypto';
import { CALLER_HEADER, isCallerName, signCaller } from '@bucket-sync/shared/auth';
import { syncRequested } from '@bucket-sync/shared/contracts';
import { eventually } from '@bucket-sync/shared/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { eventStream } from './support/clients.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { sign } from './support/issuer.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({ assets: { Query: { datasets: () => [] } } });
});
afterAll(() => gateway.stop());

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = () => ({
  sub: 'eve',
  org: 'acme',
  role: 'EDITOR',
  iss: 'https://issuer.test/',
  aud: 'bucket-sync',
  exp: Math.floor(Date.now() / 1000) + 300,
});

const badTokens: Record<string, () => Promise<string | null>> = {
  'no token': async () => null,
  'a token that is not one': async () => 'let-me-in',
  'an unsigned token': async () => `${base64({ alg: 'none' })}.${base64(claims())}.`,
  'a token signed with our public key as a shared secret': () =>
    sign({}, { alg: 'HS256', kid: 'ours' }, new TextEncoder().encode(gateway.issuer.publicKeyPem)),
  "a token of another's key": () => gateway.issuer.forgedToken(),
  'an expired token': () => gateway.issuer.token({ expiresInSeconds: -60 }),
  'a token that never expires': () => gateway.issuer.token({ expiresInSeconds: undefined }),
  'a token for another audience': () => gateway.issuer.token({ audience: 'billing' }),
  'a token of another issuer': () => gateway.issuer.token({ issuer: 'https://issuer.evil/' }),
  'a token of the role SERVICE': () => gateway.issuer.token({ role: 'SERVICE' }),
  'a token of an unknown role': () => gateway.issuer.token({ role: 'ADMIN' }),
  'a token without an organization': () => gateway.issuer.token({ org: '' }),
  'a subject of 250 characters': () => gateway.issuer.token({ sub: 'a'.repeat(250) }),
  'an organization of 201 characters': () => gateway.issuer.token({ org: 'a'.repeat(201) }),
  'a subject with a newline': () => gateway.issuer.token({ sub: 'ann\nadmin' }),
  'an organization with U+0000': () => gateway.issuer.token({ org: 'acme\0' }),
  'an organization with half of a surrogate pair': () => gateway.issuer.token({ org: 'acme\ud83d' }),
};

describe.each(Object.entries(badTokens))('%s', (_, make) => {
  test('is 401 UNAUTHENTICATED over HTTP, also for an unknown field', async () => {
    for (const query of ['{ datasets { id } }', '{ nonsense }']) {
      const { status, body, headers } = await gateway.ask(query, { token: await make() });
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toBe('Bearer');
      expect(body).toEqual({ errors: [{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED' } }] });
    }
  });

  test('is 401 over server-sent events', async () => {
    const token = await make();
    const stream = eventStream.subscribe(gateway.url, token ?? undefined);
    await eventually(() => expect(stream.outcome).toMatchObject({ response: { status: 401 } }));
  });

  test('closes a socket with 4403', async () => {
    const token = await make();
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const closed = new Promise<[number, string]>((resolve) => {
      socket.once('close', (code, reason) => resolve([code, String(reason)]));
    });
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send(JSON.stringify({ type: 'connection_init', payload: token === null ? {} : { token } }));
    expect(await closed).toEqual([4403, expect.stringContaining('UNAUTHENTICATED')]);
  });
});

test('the answer repeats no part of a refused token', async () => {
  const token = await gateway.issuer.forgedToken();
  const { body } = await gateway.ask('{ datasets { id } }', { token });
  expect(JSON.stringify(body)).not.toContain(token.split('.')[1]);
});

test('a caller header that a client forges never reaches a subgraph', async () => {
  const { assets } = gateway.subgraphs;
  const forged = await signCaller(
    { subject: 'eve', organizationId: 'globex', role: 'SERVICE' },
    'assets',
    assets.secret,
  );
  await gateway.ask('{ datasets { id } }', { headers: { [CALLER_HEADER]: forged, 'x-forwarded-for': '10.0.0.1' } });
  expect(assets.callers.at(-1)).toEqual({ subject: 'ann', organizationId: 'acme', role: 'EDITOR' });
  expect(assets.requests.at(-1)?.headers).not.toHaveProperty('x-forwarded-for');
  expect(assets.requests.at(-1)?.headers).not.toHaveProperty('authorization');
});

test('each subgraph receives a signature that no other subgraph accepts', async () => {
  await gateway.ask('{ datasets { id } }');
  const header = gateway.subgraphs.assets.requests.at(-1)?.headers[CALLER_HEADER];
  const response = await fetch(`${gateway.subgraphs.sync.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [CALLER_HEADER]: String(header) },
    body: JSON.stringify({ query: '{ syncRun(id: "r1") { id } }' }),
  });
  expect(response.status).toBe(401);
});

test('only the console’s origin may call from a browser', async () => {
  const preflight = await fetch(`${gateway.url}/graphql`, {
    method: 'OPTIONS',
    headers: { origin: 'http://evil.test', 'access-control-request-method': 'POST' },
  });
  expect(preflight.headers.get('access-control-allow-origin')).toBe('http://console.test');
  expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
});

test('a token is refused unless the messages of every topic can carry its claims', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 260 });
  const odd = fc.oneof(text, fc.constantFrom(null, 7, true, ['a'], { a: 1 }, '', ' ', '\0', 'a\u2028b', '\u202e'));
  await fc.assert(
    fc.asyncProperty(odd, odd, async (sub, org) => {
      const token = await gateway.issuer.token({ sub: sub as string, org: org as string });
      const { status, body } = await gateway.ask('{ datasets { id } }', { token });
      expect([200, 401]).toContain(status);
      if (status === 401) {
        expect(body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
        return;
      }
      const [runId, connectionId, datasetId] = [randomUUID(), randomUUID(), randomUUID()];
      const job = { organizationId: org, connectionId, datasetId, runId, requestedBy: sub };
      expect(isCallerName(sub) && isCallerName(org)).toBe(true);
      expect(gateway.subgraphs.assets.callers.at(-1)).toMatchObject({ subject: sub, organizationId: org });
      expect(syncRequested.data.safeParse(job).error?.issues.map(({ path }) => path.join('.'))).toBeUndefined();
    }),
    { numRuns: 200 },
  );
});
