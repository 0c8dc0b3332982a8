import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { cpuTimeMs, eventually } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventStream, webSocket } from '../support/clients.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { nestedFragments, OVER_THE_LIMITS } from '../support/killer-queries.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({
    connections: { Query: { bucketConnections: () => [] } },
    assets: { Query: { datasets: () => [], dataset: () => null } },
  });
});
afterAll(() => gateway.stop());

describe.each(Object.entries(OVER_THE_LIMITS))('a query %s', (_, query) => {
  test('is refused with 400 within 250 ms of CPU, before any fetch from a subgraph', async () => {
    await gateway.ask('{ __typename }');
    const asked = requestCount();
    const start = cpuTimeMs();
    const { status, body } = await gateway.ask(query);
    expect(cpuTimeMs() - start).toBeLessThan(250);
    expect(status).toBe(400);
    expect(body.data).toBeUndefined();
    expect(body.errors?.[0]?.extensions.code).toMatch(/^GRAPHQL_(PARSE|VALIDATION)_FAILED$/);
    expect(requestCount()).toBe(asked);
  });
});

test.each([
  ['two operations and no name', 'query A { __typename } query B { __typename }', undefined],
  ['the name of no operation', 'query A { __typename }', 'Z'],
])('%s is a bad request, not a fault of ours', async (_, query, operationName) => {
  const { status, body } = await gateway.ask(query, operationName === undefined ? {} : { operationName });
  expect(status).toBe(400);
  expect(body.errors?.[0]?.extensions.code).toBe('BAD_REQUEST');
});

test('refused queries leak no memory', async () => {
  const query = nestedFragments(20);
  expect(query.length).toBeLessThan(1_200);
  const attack = async (rounds: number) => {
    for (let round = 0; round < rounds; round += 1)
      await Promise.all(Array.from({ length: 20 }, () => gateway.ask(query)));
    return heapInUse();
  };
  const before = await attack(10);
  expect((await attack(30)) - before).toBeLessThan(8 * 1024 * 1024);
});

test.each([webSocket, eventStream])('the limits hold over $name too', async (transport) => {
  const token = await gateway.issuer.token();
  for (const levels of [16, 20]) {
    const start = cpuTimeMs();
    const refused = transport.subscribe(gateway.url, token, { query: nestedFragments(levels, 'subscription') });
    await eventually(() => expect(refused.outcome).toBeDefined());
    expect(cpuTimeMs() - start).toBeLessThan(500);
    const errors = refused.outcome === 'complete' ? refused.results[0]?.errors : refused.outcome;
    expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  }
});

test.each([webSocket, eventStream])('only subscriptions are served over $name', async (transport) => {
  const token = await gateway.issuer.token();
  const refused = transport.subscribe(gateway.url, token, { query: '{ datasets { id } }' });
  await eventually(() => expect(refused.outcome).toBeDefined());
  const errors = refused.outcome === 'complete' ? refused.results[0]?.errors : refused.outcome;
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
});

test('the Explorer may load a page of a hundred assets with every field', async () => {
  const { status } =
    await gateway.ask(`{ dataset(id: "d1") { id name assetCount assets(first: 100) { totalCount edges { cursor node {
    id bucketConnectionId objectKey filename mediaType contentType sizeBytes etag width height
    lastModified addedAt updatedAt isConnected url { href expiresAt } bucketConnection { id name }
    video { durationMs frameRate codec } } } pageInfo { hasNextPage endCursor } } } }`);
  expect(status).toBe(200);
});

test('production hides the schema from introspection and suggestions', async () => {
  const introspection = await gateway.ask('{ __schema { types { name } } }');
  expect(introspection.status).toBe(400);
  const typo = await gateway.ask('{ dataset { id } datasetz { id } }');
  expect(typo.status).toBe(400);
  expect(JSON.stringify(typo.body)).not.toContain('Did you mean');
  const token = await gateway.issuer.token();
  const socket = webSocket.subscribe(gateway.url, token, { query: 'subscription { syncActivitee { id } }' });
  await eventually(() => expect(socket.outcome).toBeDefined());
  expect(JSON.stringify(socket.outcome)).not.toContain('Did you mean');
});

test.each([
  ['suggestions', 'Did you mean '.repeat(9_000)],
  ['quotes', Array.from({ length: 20_000 }, (_, at) => at.toString(36).padStart(5, '0')).join('"')],
])('a wrong value of 120 kB that is full of %s is refused within 1 s of CPU', async (_, value) => {
  const query = 'query ($first: Int) { datasets(first: $first) { id } }';
  await gateway.ask(query, { variables: { first: 'x' } });
  const start = cpuTimeMs();
  const { status } = await gateway.ask(query, { variables: { first: value } });
  expect(cpuTimeMs() - start).toBeLessThan(1_000);
  expect(status).toBe(400);
});

test('@inaccessible fields cannot be queried', async () => {
  for (const query of ['{ bucketSession(connectionId: "c1") { secretAccessKey } }', '{ _service { sdl } }']) {
    const { status, body } = await gateway.ask(query);
    expect(status).toBe(400);
    expect(body.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  }
});

test('a subscription sent as a query is refused with 400', async () => {
  const { status, body } = await gateway.ask('subscription { syncActivity { id } }');
  expect(status).toBe(400);
  expect(body.errors?.[0]?.extensions).toEqual({ code: 'BAD_REQUEST' });
});

test('several operations in one request are refused', async () => {
  const response = await post(JSON.stringify([{ query: '{ __typename }' }, { query: '{ __typename }' }]));
  expect(response.status).toBe(400);
});

test('a body above 256 kB is refused, in GraphQL’s form', async () => {
  const response = await post(JSON.stringify({ query: '{ __typename }', variables: { pad: 'x'.repeat(300_000) } }));
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
});

test('a page of another origin cannot make a browser send an operation', async () => {
  const response = await post(JSON.stringify({ query: '{ __typename }' }), 'text/plain');
  expect(response.status).toBe(400);
});

async function post(body: string, contentType = 'application/json'): Promise<Response> {
  const authorization = `Bearer ${await gateway.issuer.token()}`;
  const headers = { 'content-type': contentType, authorization };
  return fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body });
}

/** Bytes that are still reachable. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

const requestCount = () =>
  Object.values(gateway.subgraphs).reduce((sum, subgraph) => sum + subgraph.requests.length, 0);
