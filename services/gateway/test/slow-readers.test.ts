import { eventually } from '@bucket-sync/shared/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aRun, createFeed, type Feed } from './support/feed.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { connectRaw, connectWithToken, type RawSocket, subscribe } from './support/raw-sockets.ts';

let gateway: TestGateway;
let feed: Feed;
let token: string;

beforeEach(async () => {
  feed = createFeed();
  gateway = await startGateway({
    sync: { Subscription: { syncProgress: { subscribe: () => feed.subscribe(), resolve: (run: unknown) => run } } },
  });
  token = await gateway.issuer.token();
});
afterEach(() => gateway.stop());

const connectAsAnn = () => connectWithToken(gateway.url, token);

const LARGE_EVENTS =
  'subscription ($runId: ID!) { syncProgress(runId: $runId) { progress { sequence } failure { message } } }';

test('events do not accumulate for a reader that stops: it receives the latest when it reads again', async () => {
  const fast = await connectAsAnn();
  const slow = await connectAsAnn();
  for (const each of [fast, slow]) each.send(subscribe('a', LARGE_EVENTS));
  await eventually(() => expect(feed.open()).toBe(1));
  slow.socket.pause();
  const events = 100;
  const sequences = ({ messages }: RawSocket) =>
    messages.map(
      ({ payload }) => (payload?.data?.syncProgress?.progress as { sequence?: number } | undefined)?.sequence ?? 0,
    );
  for (let sequence = 1; sequence <= events; sequence += 1) {
    feed.publish(aRun(sequence, { failure: { code: 'LIST_DENIED', message: 'x'.repeat(250_000) } }));
    // The fast reader receives each event before the next one is published.
    await eventually(() => expect(sequences(fast).at(-1)).toBe(sequence));
  }
  slow.socket.resume();
  await eventually(() => expect(sequences(slow).at(-1)).toBe(events));
  expect(sequences(slow).length).toBeLessThan(events / 2);
  expect(sequences(slow)).toEqual([...sequences(slow)].sort((a, b) => a - b));
});

test('a client that sends and never reads is cut off, even before it has shown a token', async () => {
  const { socket } = await connectRaw(gateway.url);
  const ended = new Promise((resolve) => socket.once('close', resolve).once('error', resolve));
  const gauge = async () => (await gateway.metrics()).match(/^gateway_handshakes (\d+)$/m)?.[1];
  expect(await gauge()).toBe('1');
  socket.pause();
  const ping = JSON.stringify({ type: 'ping', payload: { pad: 'x'.repeat(60_000) } });
  await eventually(async () => {
    // The kernel holds some megabytes on both sides.
    for (let index = 0; index < 20 && socket.readyState === socket.OPEN; index += 1) socket.send(ping, () => {});
    expect(await gauge()).toBe('0');
  });
  socket.terminate();
  await ended;
});

test('a slow reader that lags behind a large event can still ping', async () => {
  const fast = await connectAsAnn();
  const slow = await connectAsAnn();
  for (const each of [fast, slow]) each.send(subscribe('a', LARGE_EVENTS));
  await eventually(() => expect(feed.open()).toBe(1));
  slow.socket.pause();
  const events = 6;
  for (let sequence = 1; sequence <= events; sequence += 1) {
    feed.publish(aRun(sequence, { failure: { code: 'LIST_DENIED', message: 'x'.repeat(3_500_000) } }));
    await eventually(() => expect(fast.messages).toHaveLength(sequence));
  }
  for (let index = 0; index < 20; index += 1) slow.send({ type: 'ping', payload: { index } });
  slow.send(subscribe('b', `${LARGE_EVENTS} # another`));
  // Messages of one socket are handled in order, so the pings are handled now.
  await eventually(() => expect(feed.open()).toBe(2));
  slow.socket.resume();
  await eventually(() => expect(slow.messages.filter(({ type }) => type === 'pong')).toHaveLength(20));
});
