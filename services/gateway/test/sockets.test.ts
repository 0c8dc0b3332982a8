import { EventEmitter, once } from 'node:events';
import { createConnection } from 'node:net';
import { eventually, silentLog } from '@bucket-sync/shared/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createAllowances } from '../src/limits/allowances.ts';
import { createWebSockets } from '../src/sockets/websockets.ts';
import { createClientConnections } from '../src/subscriptions/client-connections.ts';
import { openSocketClient, PROGRESS, receive } from './support/clients.ts';
import { aRun, createFeed, type Feed } from './support/feed.ts';
import { CONSOLE_ORIGIN, NO_LIMITS, startGateway, type TestGateway } from './support/gateway.ts';
import { connectRaw, connectWithToken, subscribe } from './support/raw-sockets.ts';

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

const connect = (options: { origin?: string; protocol?: string; path?: string } = {}) =>
  connectRaw(gateway.url, options);
const connectAsAnn = () => connectWithToken(gateway.url, token);

test('a token in the handshake serves clients that can send headers', async () => {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { authorization: `Bearer ${token}` },
  });
  const acknowledged = new Promise((resolve) => socket.once('message', (message) => resolve(String(message))));
  socket.once('open', () => socket.send('{"type":"connection_init"}'));
  expect(await acknowledged).toBe('{"type":"connection_ack"}');
});

test('a socket is closed with 4403 when its token expires, and its subscriptions with it', async () => {
  // Of the five seconds of tolerance, two to three are left.
  token = await gateway.issuer.token({ expiresInSeconds: -2 });
  const { send, closed, messages } = await connectAsAnn();
  feed.publish(aRun(1));
  send(subscribe('a'));
  await eventually(() => expect(messages).toHaveLength(1));
  expect(await closed).toEqual([4403, 'UNAUTHENTICATED: the token has expired']);
  await eventually(() => expect(feed.open()).toBe(0));
});

test('a token that expires later than any date is valid', async () => {
  token = await gateway.issuer.token({ expiresInSeconds: 1e15 });
  const { send, messages, socket } = await connectAsAnn();
  feed.publish(aRun(1));
  send(subscribe('a'));
  await eventually(() => expect(messages).toMatchObject([{ type: 'next' }]));
  expect(socket.readyState).toBe(WebSocket.OPEN);
});

test('a graphql-ws client whose token expires reconnects with its next token', async () => {
  const tokens = [await gateway.issuer.token({ expiresInSeconds: -2 }), token];
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

test.each([
  'let me in',
  '[]',
  '{"type":"next","id":"1","payload":{}}',
  '{"type":"error","id":"1","payload":[{"message":"x"}]}',
  '{"type":"connection_ack"}',
])('a message that no client sends closes the socket with 4400: %s', async (message) => {
  const { socket, closed } = await connect();
  socket.send(message);
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

test('peers that reset their connections at any moment leave nothing open', async () => {
  const { hostname, port } = new URL(gateway.url);
  const upgrade = (origin: string) =>
    `GET /graphql HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\norigin: ${origin}\r\n` +
    'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: ' +
    'graphql-transport-ws\r\n\r\n';
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

test('a socket has at most a hundred subscriptions, and an ended one frees its slot', async () => {
  const { send, messages } = await connectAsAnn();
  for (let index = 0; index < 101; index += 1) send(subscribe(`s${index}`));
  await eventually(() => expect(messages).toMatchObject([{ id: 's100', type: 'error' }]));
  send({ id: 's0', type: 'complete' });
  send(subscribe('again'));
  await eventually(() => expect(feed.open()).toBe(1));
  feed.publish(aRun(1));
  await eventually(() => expect(messages.some(({ id, type }) => id === 'again' && type === 'next')).toBe(true));
});

test('a caller has at most a thousand sockets, and a closed one frees its slot', async () => {
  const sockets = createWebSockets({
    paths: ['/graphql'],
    origin: CONSOLE_ORIGIN,
    connections: createClientConnections(),
    allowances: createAllowances(NO_LIMITS),
    log: silentLog(),
  });
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

test('a socket that sends messages and no token is closed before its time is up', async () => {
  const silent = await connectRaw(gateway.url);
  for (let index = 0; index < 10; index += 1) silent.send({ type: 'pong' });
  for (let index = 0; index < 11; index += 1) silent.socket.ping();
  expect(await silent.closed).toEqual([1013, 'Too many messages']);
});

test('a caller has at most a hundred different subscriptions', async () => {
  const { send, messages } = await connectAsAnn();
  for (let index = 0; index < 100; index += 1) send(subscribe(`s${index}`, `${PROGRESS} # ${index}`));
  const other = await connectAsAnn();
  other.send(subscribe('more', `${PROGRESS} # more`));
  await eventually(() =>
    expect(other.messages).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'BAD_REQUEST' } }] }]),
  );
  expect(messages).toEqual([]);
});
