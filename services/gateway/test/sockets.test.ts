import { EventEmitter, once } from 'node:events';
import { createConnection } from 'node:net';
import { eventually, silentLog } from '@bucket-sync/shared/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createWebSockets } from '../src/sockets/websockets.ts';
import { openSocketClient, PROGRESS, receive } from './support/clients.ts';
import { aRun, createFeed, type Feed } from './support/feed.ts';
import { CONSOLE_ORIGIN, startGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;
let feed: Feed;
let token: string;

beforeEach(async () => {
  feed = createFeed();
  gateway = await startGateway({
    sync: {
      Subscription: {
        syncProgress: { subscribe: () => feed.subscribe(), resolve: (run: unknown) => run },
        syncActivity: { subscribe: () => feed.subscribe(), resolve: (run: unknown) => run },
      },
    },
    connections: { BucketConnection: { __resolveReference: ({ id }: { id: string }) => ({ id, name: 'Holiday' }) } },
  });
  token = await gateway.issuer.token();
});
afterEach(() => gateway.stop());

interface RawSocket {
  socket: WebSocket;
  messages: { id?: string; type: string; payload?: { data?: Record<string, Record<string, unknown>> } }[];
  closed: Promise<[code: number, reason: string]>;
  send(message: unknown): void;
}

/** A socket without a client library, to say what no library would. */
async function connect(options: { origin?: string; protocol?: string; path?: string } = {}): Promise<RawSocket> {
  const { origin, protocol = 'graphql-transport-ws', path = '/graphql' } = options;
  const url = `${gateway.url.replace('http', 'ws')}${path}`;
  const socket = new WebSocket(url, protocol, origin === undefined ? {} : { origin });
  const messages: RawSocket['messages'] = [];
  socket.on('message', (message) => messages.push(JSON.parse(String(message))));
  const closed = new Promise<[number, string]>((resolve) => {
    socket.once('close', (code, reason) => resolve([code, String(reason)]));
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return { socket, messages, closed, send: (message) => socket.send(JSON.stringify(message)) };
}

async function connectAsAnn(): Promise<RawSocket> {
  const raw = await connect();
  raw.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  await eventually(() => expect(raw.messages).toEqual([{ type: 'connection_ack' }]));
  raw.messages.length = 0;
  return raw;
}

const subscribe = (id: string, query = PROGRESS) => ({
  id,
  type: 'subscribe',
  payload: { query, variables: { runId: 'r1' } },
});

test('a token in the handshake serves clients that can send headers', async () => {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { authorization: `Bearer ${token}` },
  });
  const acknowledged = new Promise((resolve) => socket.once('message', (message) => resolve(String(message))));
  socket.once('open', () => socket.send('{"type":"connection_init"}'));
  expect(await acknowledged).toBe('{"type":"connection_ack"}');
});

test('a socket is closed with 4403 when its token expires, and its subscriptions with it', async () => {
  // Of the five seconds of tolerance, four to five are left.
  token = await gateway.issuer.token({ expiresInSeconds: 0 });
  const { send, closed, messages } = await connectAsAnn();
  feed.publish(aRun(1));
  send(subscribe('a'));
  await eventually(() => expect(messages).toHaveLength(1));
  expect(await closed).toEqual([4403, 'UNAUTHENTICATED: the token has expired']);
  await eventually(() => expect(feed.open()).toBe(0));
});

test('a graphql-ws client whose token expires comes back with its next one', async () => {
  const tokens = [await gateway.issuer.token({ expiresInSeconds: 0 }), token];
  const client = openSocketClient(gateway.url, async () => ({ token: tokens.shift() }), { retryAttempts: 3 });
  feed.publish(aRun(1));
  const progress = receive(client);
  await eventually(() => expect(tokens).toEqual([]));
  feed.publish(aRun(2));
  await eventually(() => expect(progress.sequences().at(-1)).toBe(2));
  expect(progress.outcome).toBeUndefined();
});

test('an event stream ends with UNAUTHENTICATED when its token expires', async () => {
  const expiring = await gateway.issuer.token({ expiresInSeconds: -2 });
  const response = await fetch(`${gateway.url}/graphql/stream`, {
    method: 'POST',
    headers: { authorization: `Bearer ${expiring}`, 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: PROGRESS, variables: { runId: 'r1' } }),
  });
  const text = await response.text();
  expect(text).toContain('"code":"UNAUTHENTICATED"');
  expect(text).toMatch(/event: complete\ndata:\n\n$/);
});

test('a subscription before the connection is acknowledged closes the socket with 4401', async () => {
  const { send, closed } = await connect();
  send(subscribe('a'));
  expect((await closed)[0]).toBe(4401);
});

test('a second subscription of the same id closes the socket with 4409', async () => {
  const { send, closed } = await connectAsAnn();
  send(subscribe('a'));
  send(subscribe('a'));
  expect((await closed)[0]).toBe(4409);
});

test('what is no message closes the socket with 4400', async () => {
  const { socket, closed } = await connect();
  socket.send('let me in');
  expect((await closed)[0]).toBe(4400);
});

test('a message above 64 kB closes the socket', async () => {
  const { send, closed } = await connect();
  send({ type: 'connection_init', payload: { token, pad: 'x'.repeat(70_000) } });
  expect((await closed)[0]).toBe(1009);
});

test('a page of another origin gets no socket; the console and programs do', async () => {
  await expect(connect({ origin: 'http://evil.test' })).rejects.toThrow('403');
  await expect(connect({ path: '/elsewhere' })).rejects.toThrow('404');
  for (const options of [{ origin: CONSOLE_ORIGIN }, {}]) (await connect(options)).socket.terminate();
});

test('peers that reset their connections at any moment do no harm', async () => {
  const { hostname, port } = new URL(gateway.url);
  const upgrade = (origin: string) =>
    `GET /graphql HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\norigin: ${origin}\r\n` +
    'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n';
  const body = JSON.stringify({ query: PROGRESS, variables: { runId: 'r1' } });
  const stream =
    `POST /graphql/stream HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\n` +
    `content-length: ${body.length}\r\n\r\n${body}`;
  const attacks = [upgrade('http://evil.test'), upgrade(CONSOLE_ORIGIN), stream];
  await Promise.all(
    Array.from({ length: 60 }, async (_, index) => {
      const connection = createConnection(Number(port), hostname);
      await once(connection, 'connect');
      connection.write(String(attacks[index % attacks.length]));
      connection.resetAndDestroy();
    }),
  );
  const { send, messages } = await connectAsAnn();
  feed.publish(aRun(1));
  send(subscribe('a'));
  await eventually(() => expect(messages).toHaveLength(1));
  const metrics = () => gateway.metrics();
  await eventually(async () => expect(await metrics()).toMatch(/^gateway_subscriptions 1$/m));
  expect(await metrics()).toMatch(/^gateway_event_streams 0$/m);
});

test('a socket has a hundred subscriptions at most, and one that has ended makes room', async () => {
  const { send, messages } = await connectAsAnn();
  for (let index = 0; index < 101; index += 1) send(subscribe(`s${index}`));
  await eventually(() => expect(messages).toMatchObject([{ id: 's100', type: 'error' }]));
  send({ id: 's0', type: 'complete' });
  send(subscribe('again'));
  await eventually(() => expect(feed.open()).toBe(1));
  feed.publish(aRun(1));
  await eventually(() => expect(messages.some(({ id, type }) => id === 'again' && type === 'next')).toBe(true));
});

test('a caller has a thousand sockets at most, and one that has closed makes room', async () => {
  const sockets = createWebSockets({ paths: ['/graphql'], origin: CONSOLE_ORIGIN, log: silentLog() });
  const ann = { caller: { subject: 'ann', organizationId: 'acme', role: 'EDITOR' }, expiresAt: new Date() } as const;
  const closing = new EventEmitter() as WebSocket;
  const admit = (socket = new EventEmitter() as WebSocket) => sockets.admit(ann, socket);
  expect(admit(closing)).toBe(true);
  expect(Array.from({ length: 999 }, () => admit()).every(Boolean)).toBe(true);
  expect(admit()).toBe(false);
  expect(sockets.admit({ ...ann, caller: { ...ann.caller, subject: 'bob' } }, new EventEmitter() as WebSocket)).toBe(
    true,
  );
  closing.emit('close');
  expect([admit(), admit()]).toEqual([true, false]);
  await sockets.stop();
});

test('a caller has a hundred different subscriptions at most', async () => {
  const { send, messages } = await connectAsAnn();
  for (let index = 0; index < 100; index += 1) send(subscribe(`s${index}`, `${PROGRESS} # ${index}`));
  const other = await connectAsAnn();
  other.send(subscribe('more', `${PROGRESS} # more`));
  await eventually(() =>
    expect(other.messages).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'BAD_REQUEST' } }] }]),
  );
  expect(messages).toEqual([]);
});

test('a reader that stops does not make the gateway store up events: it gets the latest when it goes on', async () => {
  const fast = await connectAsAnn();
  const slow = await connectAsAnn();
  const query = `subscription ($runId: ID!) { syncProgress(runId: $runId) { progress { sequence } failure { message } } }`;
  for (const each of [fast, slow]) each.send(subscribe('a', query));
  await eventually(() => expect(feed.open()).toBe(1));
  slow.socket.pause();
  const events = 100;
  const sequences = ({ messages }: RawSocket) =>
    messages.map(
      ({ payload }) => (payload?.data?.syncProgress?.progress as { sequence?: number } | undefined)?.sequence ?? 0,
    );
  for (let sequence = 1; sequence <= events; sequence += 1) {
    feed.publish(aRun(sequence, { failure: { code: 'LIST_DENIED', message: 'x'.repeat(250_000) } }));
    // At the pace of the fast one, so that nothing is left out before it comes to the slow one.
    await eventually(() => expect(sequences(fast).at(-1)).toBe(sequence));
  }
  slow.socket.resume();
  await eventually(() => expect(sequences(slow).at(-1)).toBe(events));
  expect(sequences(slow).length).toBeLessThan(events / 2);
  expect(sequences(slow)).toEqual([...sequences(slow)].sort((a, b) => a - b));
});

test('who asks without reading the answers is cut off, also before any token', async () => {
  const { socket } = await connect();
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

test('a slow reader that is behind by a large event may go on pinging', async () => {
  const fast = await connectAsAnn();
  const slow = await connectAsAnn();
  const query = `subscription ($runId: ID!) { syncProgress(runId: $runId) { progress { sequence } failure { message } } }`;
  for (const each of [fast, slow]) each.send(subscribe('a', query));
  await eventually(() => expect(feed.open()).toBe(1));
  slow.socket.pause();
  const events = 6;
  for (let sequence = 1; sequence <= events; sequence += 1) {
    feed.publish(aRun(sequence, { failure: { code: 'LIST_DENIED', message: 'x'.repeat(3_500_000) } }));
    await eventually(() => expect(fast.messages).toHaveLength(sequence));
  }
  for (let index = 0; index < 20; index += 1) slow.send({ type: 'ping', payload: { index } });
  slow.send(subscribe('b', `${query} # another`));
  // What a socket sends is handled in its order: the pings have been.
  await eventually(() => expect(feed.open()).toBe(2));
  slow.socket.resume();
  await eventually(() => expect(slow.messages.filter(({ type }) => type === 'pong')).toHaveLength(20));
});
