import { eventually } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventStream, webSocket } from './support/clients.ts';
import { aRun, createFeed } from './support/feed.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';

const feed = createFeed();
let gateway: TestGateway;
let token: string;

beforeAll(async () => {
  gateway = await startGateway({
    sync: { Subscription: { syncActivity: { subscribe: () => feed.subscribe(), resolve: (run: unknown) => run } } },
    connections: {
      BucketConnection: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `Bucket ${id}` }) },
    },
  });
  token = await gateway.issuer.token();
});
afterAll(() => gateway.stop());

const CONDITIONAL = [
  'subscription ($b: Boolean!) { syncActivity @skip(if: $b) { id } }',
  'subscription ($b: Boolean!) { syncActivity @include(if: $b) { id } }',
  'subscription { syncActivity @skip(if: "no") { id } }',
  'subscription { syncActivity @include(if: true) { id } }',
  'subscription ($b: Boolean!) { ... @include(if: $b) { syncActivity { id } } }',
  'subscription ($b: Boolean!) { ...f @skip(if: $b) } fragment f on Subscription { syncActivity { id } }',
  'subscription ($b: Boolean!) { ...f } fragment f on Subscription { ...f syncActivity @skip(if: $b) { id } }',
];

test.each(CONDITIONAL)(
  'over HTTP a condition on the root field of a subscription is refused with 400: %s',
  async (query) => {
    for (const document of [query, `query other { __typename } ${query.replace('subscription', 'subscription s')}`]) {
      const { status, body } = await gateway.ask(document, { variables: { b: true } });
      expect(status).toBe(400);
      expect(body.errors?.[0]).toMatchObject({
        message: expect.stringMatching(/@(skip|include)/),
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      });
    }
  },
);

test('a document that holds a subscription beside the requested query is answered', async () => {
  const query = 'query q { __typename } subscription s { syncActivity { id } }';
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, operationName: 'q' }),
  });
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
});

describe.each([webSocket, eventStream])('over $name', (transport) => {
  test.each(CONDITIONAL)('a condition on the root field is refused by name: %s', async (query) => {
    for (const b of [true, false]) {
      const received = transport.subscribe(gateway.url, token, { query, variables: { b } });
      await eventually(() => expect(received.outcome).toBeDefined());
      const answer = JSON.stringify([received.outcome, received.results]);
      expect(answer).toMatch(/"code":"GRAPHQL_VALIDATION_FAILED"/);
      expect(answer).toMatch(/@(skip|include)/);
    }
  });

  test.each([
    [true, { id: 'r1', state: 'RUNNING', connection: { name: 'Bucket c1' } }],
    [false, { id: 'r1' }],
  ])('a condition below the root field, over two subgraphs, selects or omits it: %s', async (b, expected) => {
    const query = `subscription ($b: Boolean!) {
      syncActivity { id state @include(if: $b) ... @skip(if: false) { connection @include(if: $b) { name } } }
    }`;
    const received = transport.subscribe(gateway.url, token, { query, variables: { b } });
    await eventually(() => {
      feed.publish(aRun(1));
      expect(received.results.at(-1)).toEqual({ data: { syncActivity: expected } });
    });
    received.unsubscribe();
  });
});
