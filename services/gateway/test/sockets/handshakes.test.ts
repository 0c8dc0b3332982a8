import { EventEmitter, once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { eventually } from '@bucket-sync/shared/testing';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createHandshakes } from '../../src/sockets/handshakes.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway | undefined;
const attackers: Socket[] = [];
afterEach(async () => {
  for (const attacker of attackers.splice(0)) attacker.destroy();
  await gateway?.stop();
  gateway = undefined;
});

const UPGRADE =
  'GET /graphql HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n' +
  'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n';

/** A peer that completes the handshake and then never sends or answers anything. */
async function openSilentSocket(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const connection = createConnection(Number(port), hostname);
  attackers.push(connection);
  connection.on('error', () => {});
  await once(connection, 'connect');
  connection.write(UPGRADE);
  // The gateway may cut it off before its answer arrives.
  await new Promise((resolve) => connection.once('data', resolve).once('close', resolve));
  return connection;
}

/** Milliseconds until an honest client is acknowledged. Like any client, it connects again if it is closed first. */
async function connectHonestly(url: string, token: string): Promise<number> {
  const start = performance.now();
  while (!(await isAcknowledged(url, token)));
  return performance.now() - start;
}

/** One attempt: false when the gateway closes the socket first. */
async function isAcknowledged(url: string, token: string): Promise<boolean> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  socket.on('error', () => {});
  const answer = Promise.withResolvers<string | null>();
  socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { token } })));
  socket.once('message', (message) => answer.resolve(String(message)));
  socket.once('close', () => answer.resolve(null));
  const text = await answer.promise;
  socket.terminate();
  if (text === null) return false;
  expect(JSON.parse(text)).toEqual({ type: 'connection_ack' });
  return true;
}

test('honest sockets connect while many more silent sockets than the pool holds keep arriving', async () => {
  gateway = await startGateway({ config: { handshakeLimits: { total: 40, perAddress: 20 } } });
  const { url } = gateway;
  const token = await gateway.issuer.token();
  let isOver = false;
  const attack = async () => {
    while (!isOver) await openSilentSocket(url);
  };
  const attacking = [attack(), attack()];
  await eventually(() => expect(attackers.length).toBeGreaterThan(100));
  const tookMs: number[] = [];
  for (let index = 0; index < 10; index += 1) tookMs.push(await connectHonestly(url, token));
  isOver = true;
  await Promise.all(attacking);
  // Each takes some milliseconds. If silent sockets blocked honest clients, each would take 3 s. A busy machine may
  // delay a few, hence the median.
  const [median] = tookMs.toSorted((one, other) => one - other).slice(tookMs.length / 2);
  expect(median).toBeLessThan(1_000);
  expect(await gateway.metrics()).toMatch(/^gateway_handshakes ([0-9]|1[0-9]|20)$/m);
});

test('a socket that shows no token and never answers is closed within seconds', async () => {
  gateway = await startGateway({});
  const silent = await openSilentSocket(gateway.url);
  const start = performance.now();
  silent.resume();
  await once(silent, 'close');
  // 3 s to show a token and 1 s to answer the close frame; it was 33 s.
  expect(performance.now() - start).toBeLessThan(10_000);
});

/** A peer that keeps its half of the connection open. */
function openHalfOpenPeer(url: string): Socket {
  const { hostname, port } = new URL(url);
  const peer = createConnection({ host: hostname, port: Number(port), allowHalfOpen: true });
  attackers.push(peer);
  peer.on('error', () => {});
  return peer;
}

/** A half-open peer notices only by writing that the other end is closed. */
async function writesUntilClosed(peer: Socket): Promise<void> {
  peer.resume();
  const writing = setInterval(() => peer.write('x'), 20);
  await new Promise((resolve) => peer.once('close', resolve));
  clearInterval(writing);
}

test('a refused upgrade is cut off, even if its peer keeps the connection half open', async () => {
  gateway = await startGateway({});
  const peer = openHalfOpenPeer(gateway.url);
  peer.write(UPGRADE.replace('/graphql', '/elsewhere'));
  await once(peer, 'data');
  await writesUntilClosed(peer);
});

test('a peer with a token that sends an invalid frame is cut off within seconds', async () => {
  gateway = await startGateway({});
  const peer = openHalfOpenPeer(gateway.url);
  const init = Buffer.from('{"type":"connection_init"}');
  const token = await gateway.issuer.token();
  peer.write(UPGRADE.replace('\r\n\r\n', `\r\nauthorization: Bearer ${token}\r\n\r\n`));
  peer.write(Buffer.concat([Buffer.from([0x81, 0x80 | init.length, 0, 0, 0, 0]), init]));
  let answer = '';
  peer.on('data', (bytes) => {
    answer += bytes;
  });
  await eventually(() => expect(answer).toContain('connection_ack'));
  const start = performance.now();
  peer.write(Buffer.from([0xff, 0xff]));
  await writesUntilClosed(peer);
  // ws alone would wait 30 s for an answer to its close frame.
  expect(performance.now() - start).toBeLessThan(12_000);
});

const socketOf = (cutOff: string[], name: string) =>
  Object.assign(new EventEmitter(), {
    terminate() {
      cutOff.push(name);
    },
  }) as unknown as WebSocket;

test('a full pool cuts off the oldest socket of the address with the most sockets', () => {
  const cutOff: string[] = [];
  const pool = createHandshakes({ total: 4, perAddress: 3 });
  const sockets = ['a1', 'b1', 'a2', 'a3'].map((name) => ({ name, socket: socketOf(cutOff, name) }));
  for (const { name, socket } of sockets) pool.add(socket, String(name[0]));
  pool.add(socketOf(cutOff, 'c1'), 'c');
  expect(cutOff).toEqual(['a1']);
  pool.add(socketOf(cutOff, 'c2'), 'c');
  expect(cutOff).toEqual(['a1', 'a2']);
  expect(pool.size).toBe(4);
});

test('an address at its limit loses its own oldest socket; a socket with a token is not in the pool', () => {
  const cutOff: string[] = [];
  const pool = createHandshakes({ total: 100, perAddress: 2 });
  const first = socketOf(cutOff, 'first');
  pool.add(first, 'a');
  pool.finish(first);
  for (const name of ['second', 'third', 'fourth']) pool.add(socketOf(cutOff, name), 'a');
  expect(cutOff).toEqual(['second']);
});
