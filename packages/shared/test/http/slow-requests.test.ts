import { once } from 'node:events';
import { createConnection } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHttpServer, type HttpServer } from '../../src/http/index.ts';
import { eventually, silentLog } from '../../src/testing/index.ts';

const ARRIVES_WITHIN_MS = 500;
const NO_BYTE_MOVES_FOR_MS = 300;

let server: HttpServer;
let url: URL;

beforeEach(async () => {
  server = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    log: silentLog(),
    readiness: async () => ({}),
    requestArrivesWithinMs: ARRIVES_WITHIN_MS,
    noByteMovesForMs: NO_BYTE_MOVES_FOR_MS,
  });
  server.app.get('/large', async () => Buffer.alloc(50_000_000));
  server.app.post('/echo', async (request) => request.body);
  url = new URL(await server.listen());
});
afterEach(() => server.close());

/** Sends one byte every 50 ms and reports how long the server bears it. */
async function trickle(head: string): Promise<number> {
  const connection = createConnection(Number(url.port), url.hostname);
  connection.on('error', () => {});
  await once(connection, 'connect');
  const start = performance.now();
  connection.write(head);
  const timer = setInterval(() => connection.write('a'), 50);
  connection.resume();
  await once(connection, 'close');
  clearInterval(timer);
  return performance.now() - start;
}

// Node checks for late requests at intervals. Its default of 30 s turned a limit of 30 s into one of 61.
test.each([
  ['a body', 'POST /echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n'],
  ['headers', 'POST /echo HTTP/1.1\r\nhost: a\r\nx-slow: '],
])('%s that trickles in is cut at its limit', async (_, head) => {
  const tookMs = await trickle(head);
  expect(tookMs).toBeGreaterThan(ARRIVES_WITHIN_MS * 0.9);
  expect(tookMs).toBeLessThan(ARRIVES_WITHIN_MS * 8);
});

test('an answer that its client does not read is dropped with its connection', async () => {
  const connection = createConnection(Number(url.port), url.hostname);
  connection.on('error', () => {});
  connection.pause();
  connection.write('GET /large HTTP/1.1\r\nhost: a\r\n\r\n');
  const connections = () => promisify(server.app.server.getConnections.bind(server.app.server))();
  await eventually(async () => expect(await connections()).toBe(1));
  await eventually(async () => expect(await connections()).toBe(0), { withinMs: 5_000 });
  connection.destroy();
});

test('a client that reads a little now and then is dropped', async () => {
  const slowestReader = { bytesPerSecond: 1e9, graceMs: 240 };
  const app = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    log: silentLog(),
    readiness: async () => ({}),
    slowestReader,
  });
  app.app.get('/large', async () => Buffer.alloc(50_000_000));
  const { port, hostname } = new URL(await app.listen());
  const slow = createConnection(Number(port), hostname);
  slow.on('error', () => {}).on('data', () => slow.pause());
  slow.write('GET /large HTTP/1.1\r\nhost: a\r\n\r\n');
  const reading = setInterval(() => slow.resume(), 20);
  const connections = promisify(app.app.server.getConnections.bind(app.app.server));
  await eventually(async () => expect(await connections()).toBe(1));
  await eventually(async () => expect(await connections()).toBe(0), { withinMs: 5_000 });
  clearInterval(reading);
  slow.destroy();
  await app.close();
});

test('the limits of every service are 10 s for headers, 30 s for a request and 120 s without a byte', async () => {
  const standard = createHttpServer({ host: '127.0.0.1', port: 0, log: silentLog(), readiness: async () => ({}) });
  const { headersTimeout, requestTimeout, timeout } = standard.app.server;
  expect({ headersTimeout, requestTimeout, timeout }).toEqual({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    timeout: 120_000,
  });
  await standard.close();
});
