import { eventually } from '@bucket-sync/shared/testing';
import { parse } from 'graphql';
import { Agent } from 'undici';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { deadlineMsOf, startDeadline } from '../src/federation/deadline.ts';
import { createSubgraphSource } from '../src/federation/subgraph-source.ts';
import { webSocket } from './support/clients.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;
let answer: () => void;
let isAsked: boolean;

beforeEach(async () => {
  isAsked = false;
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  gateway = await startGateway({
    assets: {
      Query: {
        datasets: async () => {
          isAsked = true;
          await answered;
          return [];
        },
      },
    },
  });
});
afterEach(async () => {
  answer();
  await gateway.stop();
});

test('a gateway that stops finishes the answers in flight and refuses new requests', async () => {
  const asked = gateway.ask('{ datasets { id } }');
  await eventually(() => expect(isAsked).toBe(true));
  const stopped = gateway.stopService();
  await eventually(async () => expect((await gateway.ask('{ __typename }')).status).toBe(503));
  answer();
  expect(await asked).toMatchObject({ status: 200, body: { data: { datasets: [] } } });
  await stopped;
});

test('a gateway that stops closes sockets with 1001, after which clients reconnect', async () => {
  const token = await gateway.issuer.token();
  const subscription = webSocket.subscribe(gateway.url, token);
  await eventually(() => expect(gateway.subgraphs.sync.requests).toHaveLength(1));
  await gateway.stopService();
  await eventually(() => expect(subscription.outcome).toMatchObject({ code: 1001 }));
});

test('a fetch from a subgraph that does not answer in time fails with DEADLINE_EXCEEDED', async () => {
  const dispatcher = new Agent();
  const { assets } = gateway.subgraphs;
  const source = createSubgraphSource('assets', assets, () => dispatcher);
  const caller = { subject: 'ann', organizationId: 'acme', role: 'EDITOR' } as const;
  const fetched = source.process({
    request: { query: '{ datasets { id } }' },
    context: { caller, deadline: startDeadline(100) },
  });
  await expect(fetched).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', isRetryable: true });
  await dispatcher.destroy();
});

test.each([
  ['query { bucketConnections { id } }', 10_000],
  ['mutation { startSync(connectionId: "c") { __typename } }', 10_000],
  ['mutation { again: checkBucketConnection(id: "c") { __typename } }', 60_000],
  ['mutation { ...Role } fragment Role on Mutation { submitRoleArn(id: "c", roleArn: "a") { __typename } }', 60_000],
])('%s has %i ms', (query, deadlineMs) => {
  const document = parse(query);
  const [operation] = document.definitions;
  if (operation?.kind !== 'OperationDefinition') throw new Error('the first definition is the operation');
  expect(deadlineMsOf(operation, document)).toBe(deadlineMs);
});

test('the gateway is ready while one subgraph answers, and names those that do not', async () => {
  const readiness = async () => {
    const response = await fetch(`${gateway.url}/readyz`);
    return { status: response.status, body: await response.json() };
  };
  expect(await readiness()).toEqual({
    status: 200,
    body: { status: 'ready', parts: { supergraph: true, connections: true, sync: true, assets: true } },
  });
  await gateway.subgraphs.sync.stop();
  await gateway.subgraphs.assets.stop();
  expect(await readiness()).toMatchObject({ status: 200, body: { parts: { connections: true, sync: false } } });
  await gateway.subgraphs.connections.stop();
  expect(await readiness()).toMatchObject({ status: 503, body: { status: 'not ready' } });
});

test('a subgraph that is down is UNAVAILABLE to the client, without its name or address', async () => {
  await gateway.subgraphs.assets.stop();
  const { status, body } = await gateway.ask('{ datasets { id } }');
  expect(status).toBe(200);
  expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE', correlationId: expect.any(String) });
  expect(JSON.stringify(body)).not.toMatch(/assets|127\.0\.0\.1|ECONNREFUSED/);
});

test('while the issuer cannot be reached, a token is UNAVAILABLE, not UNAUTHENTICATED', async () => {
  const token = await gateway.issuer.token();
  await gateway.issuer.stop();
  const { status, body } = await gateway.ask('{ datasets { id } }', { token });
  expect(status).toBe(503);
  expect(body.errors?.[0]?.extensions.code).toBe('UNAVAILABLE');
});

test('the public port shows a page and health, and no metrics', async () => {
  const page = await fetch(gateway.url);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(await page.text()).toContain('Bucket Sync');
  expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
  expect((await fetch(`${gateway.url}/metrics`)).status).toBe(404);
  await gateway.ask('{ __typename }');
  await gateway.ask('{ nonsense }');
  const metrics = await gateway.metrics();
  expect(metrics).toMatch(/^gateway_sockets 0$/m);
  expect(metrics).toMatch(/^gateway_operation_seconds_count{operation="query",outcome="OK"} 1$/m);
  expect(metrics).toMatch(/^gateway_operation_seconds_count{operation="none",outcome="GRAPHQL_VALIDATION_FAILED"} 1$/m);
});

test('every bad setting is named at once', () => {
  const bad = { CONNECTIONS_URL: 'nowhere', CALLER_SECRET_SYNC: 'short' };
  expect(() => readConfig(bad)).toThrow(
    /CONNECTIONS_URL is not valid[\s\S]*CALLER_SECRET_SYNC[\s\S]*AUTH_ISSUER is missing/,
  );
});
