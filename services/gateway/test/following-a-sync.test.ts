import { AppError } from '@bucket-sync/shared/errors';
import { eventually } from '@bucket-sync/shared/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventStream, eventStreamAtGraphql, webSocket } from './support/clients.ts';
import { aRun, createFeed, type Feed } from './support/feed.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { startSubgraph } from './support/subgraphs.ts';

let gateway: TestGateway;
let feed: Feed;
let token: string;
let databaseIsDown: boolean;

const syncResolvers = () => ({
  Subscription: {
    syncProgress: {
      subscribe: (_: unknown, { runId }: { runId: string }) => {
        if (runId !== 'r1') throw new AppError('NOT_FOUND', { what: 'sync run' });
        if (databaseIsDown) throw new Error('connect ECONNREFUSED 127.0.0.1:5432');
        return feed.subscribe();
      },
      resolve: (run: unknown) => run,
    },
    syncActivity: { subscribe: () => feed.subscribe(), resolve: (run: unknown) => run },
  },
});

beforeEach(async () => {
  feed = createFeed();
  databaseIsDown = false;
  gateway = await startGateway({
    sync: syncResolvers(),
    connections: {
      BucketConnection: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `Bucket ${id}` }) },
    },
  });
  token = await gateway.issuer.token();
});
afterEach(() => gateway.stop());

describe.each([webSocket, eventStream, eventStreamAtGraphql])('over $name', (transport) => {
  test('each event includes fields of the other subgraphs, until the run has ended', async () => {
    feed.publish(aRun(1));
    const progress = transport.subscribe(gateway.url, token);
    await eventually(() => expect(progress.sequences()).toEqual([1]));
    feed.publish(aRun(2, { state: 'SUCCEEDED' }));
    await eventually(() => expect(progress.sequences()).toEqual([1, 2]));
    feed.end();
    await eventually(() => expect(progress.outcome).toBe('complete'));
    expect(progress.results[1]).toEqual({
      data: {
        syncProgress: { id: 'r1', state: 'SUCCEEDED', progress: { sequence: 2 }, connection: { name: 'Bucket c1' } },
      },
    });
  });

  test('when a client leaves, the stream from the subgraph is closed', async () => {
    feed.publish(aRun(1));
    const progress = transport.subscribe(gateway.url, token);
    await eventually(() => expect(progress.results).toHaveLength(1));
    progress.unsubscribe();
    await eventually(() => expect(feed.open()).toBe(0));
  });

  test('equal subscriptions of one caller share one stream, and a late one receives the current state', async () => {
    const early = transport.subscribe(gateway.url, token);
    await eventually(() => expect(feed.open()).toBe(1));
    feed.publish(aRun(1));
    await eventually(() => expect(early.sequences()).toEqual([1]));
    const late = transport.subscribe(gateway.url, token);
    await eventually(() => expect(late.sequences()).toEqual([1]));
    feed.publish(aRun(2));
    await eventually(() =>
      expect([early, late].map((each) => each.sequences())).toEqual([
        [1, 2],
        [1, 2],
      ]),
    );
    expect(feed.opened()).toBe(1);
    early.unsubscribe();
    feed.publish(aRun(3));
    await eventually(() => expect(late.sequences()).toEqual([1, 2, 3]));
  });

  test('a subscription survives a restart of the sync service and continues from the current state', async () => {
    feed.publish(aRun(1));
    const progress = transport.subscribe(gateway.url, token);
    await eventually(() => expect(progress.sequences()).toEqual([1]));
    const { sync } = gateway.subgraphs;
    await sync.stop();
    const again = await startSubgraph('sync', syncResolvers(), { port: Number(new URL(sync.url).port) });
    gateway.subgraphs.sync = again;
    feed.publish(aRun(7));
    await eventually(() => expect(progress.sequences().at(-1)).toBe(7));
    expect(progress.outcome).toBeUndefined();
  });

  test('a stream that breaks in the subgraph is reopened', async () => {
    feed.publish(aRun(1));
    const progress = transport.subscribe(gateway.url, token);
    await eventually(() => expect(progress.sequences()).toEqual([1]));
    feed.fail(new Error('the broker is gone'));
    await eventually(() => expect(feed.opened()).toBe(2));
    feed.publish(aRun(2));
    await eventually(() => expect(progress.sequences().at(-1)).toBe(2));
    expect(progress.outcome).toBeUndefined();
  });

  test('an event that a dead subgraph cannot complete carries an error, and the subscription continues', async () => {
    feed.publish(aRun(1));
    await gateway.subgraphs.connections.stop();
    const progress = transport.subscribe(gateway.url, token, {
      query: 'subscription { syncProgress(runId: "r1") { state connection { id name } } }',
    });
    await eventually(() => expect(progress.results).toHaveLength(1));
    const [result] = progress.results;
    expect(result?.errors?.[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE' });
    expect(JSON.stringify(result)).not.toMatch(/ECONNREFUSED|127\.0\.0\.1/);
    feed.publish(aRun(2));
    await eventually(() => expect(progress.results).toHaveLength(2));
  });

  test('results use the aliases and fragments of the request', async () => {
    feed.publish(aRun(1));
    const progress = transport.subscribe(gateway.url, token, {
      query: `subscription { now: syncProgress(runId: "r1") { ...Where __typename } }
        fragment Where on SyncRun { id: state bucketSyncEventId: id on: connection { label: name } }`,
    });
    await eventually(() => expect(progress.results).toHaveLength(1));
    expect(progress.results[0]).toEqual({
      data: { now: { id: 'RUNNING', bucketSyncEventId: 'r1', on: { label: 'Bucket c1' }, __typename: 'SyncRun' } },
    });
  });

  test('a late subscriber to many runs receives the state of each', async () => {
    const query = 'subscription { syncActivity { id progress { sequence } } }';
    const early = transport.subscribe(gateway.url, token, { query });
    await eventually(() => expect(feed.open()).toBe(1));
    for (const id of ['r1', 'r2']) feed.publish(aRun(1, { id }));
    feed.publish(aRun(2));
    await eventually(() => expect(early.results.length).toBeGreaterThan(1));
    const late = transport.subscribe(gateway.url, token, { query });
    const newest = () =>
      Object.fromEntries(late.results.map(({ data }) => [data?.syncActivity?.id, data?.syncActivity?.progress]));
    await eventually(() => expect(newest()).toEqual({ r1: { sequence: 2 }, r2: { sequence: 1 } }));
    expect(feed.opened()).toBe(1);
  });
});

test('each role and organization has its own stream', async () => {
  feed.publish(aRun(1));
  const tokens = [token, await gateway.issuer.token({ role: 'VIEWER' }), await gateway.issuer.token({ org: 'globex' })];
  const all = tokens.map((each) => webSocket.subscribe(gateway.url, each));
  await eventually(() => expect(all.map((each) => each.sequences())).toEqual([[1], [1], [1]]));
  expect(feed.opened()).toBe(3);
  expect(new Set(gateway.subgraphs.sync.callers.map((caller) => `${caller.organizationId} ${caller.role}`))).toEqual(
    new Set(['acme EDITOR', 'acme VIEWER', 'globex EDITOR']),
  );
});

test('a subscription waits while the sync service is back but its database is not', async () => {
  feed.publish(aRun(1));
  const progress = webSocket.subscribe(gateway.url, token);
  await eventually(() => expect(progress.sequences()).toEqual([1]));
  databaseIsDown = true;
  feed.fail(new Error('the connection was closed'));
  const attempts = gateway.subgraphs.sync.requests.length;
  await eventually(() => expect(gateway.subgraphs.sync.requests.length).toBeGreaterThan(attempts));
  feed.publish(aRun(2));
  databaseIsDown = false;
  await eventually(() => expect(progress.sequences().at(-1)).toBe(2));
  expect(progress.outcome).toBeUndefined();
});

test('a first subscription that fails inside the service is INTERNAL at once, without its reason', async () => {
  databaseIsDown = true;
  const progress = webSocket.subscribe(gateway.url, token);
  await eventually(() => expect(progress.outcome).toBeDefined());
  expect(progress.outcome).toMatchObject([{ extensions: { code: 'INTERNAL', correlationId: expect.any(String) } }]);
  expect(JSON.stringify(progress.outcome)).not.toContain('ECONNREFUSED');
});

test('an unknown run is NOT_FOUND: an operation error over a socket, an event over SSE', async () => {
  const operation = { query: 'subscription { syncProgress(runId: "r9") { id } }' };
  const socket = webSocket.subscribe(gateway.url, token, operation);
  const events = eventStream.subscribe(gateway.url, token, operation);
  const error = { message: 'There is no sync run by this id', extensions: { code: 'NOT_FOUND' } };
  await eventually(() => expect(socket.outcome).toMatchObject([error]));
  await eventually(() => expect(events.outcome).toBe('complete'));
  expect(events.results).toMatchObject([{ errors: [error] }]);
});
