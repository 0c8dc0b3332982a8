import { eventually } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { loadSupergraph } from '../../src/federation/supergraph.ts';
import { eventStream, webSocket } from '../support/clients.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
let token: string;

beforeAll(async () => {
  gateway = await startGateway({
    assets: {
      Query: { dataset: () => null, datasets: () => [] },
      Mutation: { createDataset: () => ({ __typename: 'Dataset', id: 'd1' }) },
    },
  });
  token = await gateway.issuer.token();
});
afterAll(() => gateway.stop());

const post = (path: string, body: string) =>
  fetch(`${gateway.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body,
  });

const nested = (open: string, close: string, levels = 40_000) => open.repeat(levels) + close.repeat(levels);

describe.each(['/graphql', '/', '/graphql/stream'])('at POST %s', (path) => {
  test.each([
    ['arrays in a variable', `{"query":"{ __typename }","variables":{"a":${nested('[', ']', 100_000)}}}`],
    [
      'objects in a variable',
      `{"query":"{ __typename }","variables":${nested('{"a":', '}')}}`.replace('a":}', 'a":1}'),
    ],
    ['arrays in the extensions', `{"query":"{ __typename }","extensions":{"a":${nested('[', ']')}}}`],
    ['arrays in place of the body', nested('[', ']')],
  ])('deeply nested %s are refused with 400', async (_, body) => {
    const response = await post(path, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    await eventually(async () => expect(await gateway.metrics()).toMatch(/^gateway_event_streams 0$/m));
  });
});

test('deeply nested variables of a GET are refused with 400', async () => {
  const url = `${gateway.url}/graphql?query=%7B__typename%7D&variables=${'['.repeat(5_000)}`;
  const headers = { authorization: `Bearer ${token}`, 'apollo-require-preflight': 'true' };
  expect((await fetch(url, { headers })).status).toBe(400);
});

test.each([
  ['variables', `{"id":"1","type":"subscribe","payload":{"query":"a","variables":{"a":${nested('[', ']', 30_000)}}}}`],
  ['ping', `{"type":"ping","payload":${nested('{"a":', '}', 9_000).replace('a":}', 'a":1}')}}`],
])('a deeply nested %s closes a socket with 4400', async (_, message) => {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(JSON.stringify({ type: 'connection_init', payload: { token } }));
  socket.send(message);
  expect(await closed).toBe(4400);
});

test.each([
  ['a block string', `"""${'a'.repeat(250_000)}"""`],
  ['a block string of empty lines', `"""${'\n'.repeat(120_000)}"""`],
  ['a string', `"${'a'.repeat(250_000)}"`],
])('%s of a quarter of a megabyte is refused with 400', async (_, literal) => {
  const query = `{ dataset(id: ${literal}) { id } }`;
  for (const path of ['/graphql', '/graphql/stream']) {
    const response = await post(path, JSON.stringify({ query }));
    const text = await response.text();
    if (path === '/graphql') expect(response.status).toBe(400);
    expect(text).toMatch(/"code":"(BAD_REQUEST|GRAPHQL_VALIDATION_FAILED|GRAPHQL_PARSE_FAILED)"/);
  }
});

test.each(['\0', 'a\0b', '\ud800', 'x\udfff'])(
  'a text that PostgreSQL cannot store is refused with 400: %j',
  async (text) => {
    const asVariable = await gateway.ask('mutation ($name: String!) { createDataset(name: $name) { __typename } }', {
      variables: { name: text },
    });
    const asLiteral = await gateway.ask(`{ dataset(id: ${JSON.stringify(text)}) { id } }`);
    for (const { status, body } of [asVariable, asLiteral]) {
      expect(status).toBe(400);
      expect(body.errors?.[0]?.extensions.code).toMatch(/BAD_REQUEST|GRAPHQL_PARSE_FAILED/);
    }
  },
);

describe('in production an error names nothing of the schema beyond the request itself', () => {
  const create = 'mutation ($i: CreateBucketConnectionInput!) { createBucketConnection(input: $i) { __typename } }';
  const filter = 'query ($f: SkippedFileFilter) { dataset(id: "d") { skippedFiles(filter: $f) { totalCount } } }';
  const run = 'subscription ($r: ID!) { syncProgress(runId: $r) { id } }';
  test.each<[string, string, Record<string, unknown>]>([
    ['a misspelt input field', create, { i: { datasetId: 'd', nam: 'n', bucketNam: 'b', region: 'r' } }],
    ['a missing input field', create, { i: {} }],
    ['an input that is a text', create, { i: 'x' }],
    ['a misspelt enum value', filter, { f: { reason: 'CORUPT' } }],
    ['a number for an enum', filter, { f: { reason: 7 } }],
    ['an absent variable', create, {}],
    ['a misspelt field', '{ dataset(id: "d") { nam } }', {}],
    ['a misspelt argument', '{ dataset(idd: "d") { id } }', {}],
    ['a field without its selection', '{ datasets }', {}],
    ['a literal of another type', '{ dataset(id: "d") { assets(first: "a", orderBy: NEWST) { totalCount } } }', {}],
    ['a misspelt literal input', 'mutation { createBucketConnection(input: { nam: 1 }) { __typename } }', {}],
    ['a variable of another type', 'query ($n: String) { dataset(id: "d") { assets(first: $n) { totalCount } } }', {}],
    ['a fragment on a foreign type', '{ dataset(id: "d") { ... on Asset { id } } }', {}],
    ['a subscription without its variable', run, {}],
    ['a subscription with an object for an id', run, { r: { a: 1 } }],
    ['a subscription to a misspelt field', 'subscription { syncActivit { id } }', {}],
  ])('%s', async (_, query, variables) => {
    const overHttp = JSON.stringify((await gateway.ask(query, { variables })).body);
    const answers = [overHttp];
    for (const transport of [webSocket, eventStream]) {
      const received = transport.subscribe(gateway.url, token, { query, variables });
      await eventually(() => expect(received.outcome).toBeDefined());
      answers.push(JSON.stringify([received.outcome, received.results]));
    }
    for (const answer of answers) {
      expect(answer).not.toMatch(/Did you mean/);
      expect(namesIn(answer).filter((name) => !`${query}${JSON.stringify(variables)}`.includes(name))).toEqual([]);
    }
  });
});

/** Names that only the schema uses: every type, field, argument and enum value of more than one word. */
const SCHEMA_NAMES = [
  ...new Set(loadSupergraph().sdl.match(/\b(?:[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*|[A-Z]+_[A-Z_]+)\b/g)),
];
const PROTOCOL = /correlationId|GRAPHQL_\w+|BAD_REQUEST|operationName/g;

const namesIn = (answer: string) => {
  const words = new Set(answer.replace(PROTOCOL, '').match(/\w+/g));
  return SCHEMA_NAMES.filter((name) => words.has(name));
};
