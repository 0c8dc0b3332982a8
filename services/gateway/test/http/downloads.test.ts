import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, createConnection } from 'node:net';
import { eventually } from '@bucket-sync/shared/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NO_LIMITS, startGateway, type TestGateway } from '../support/gateway.ts';

const LINE = `${'a'.repeat(1_023)}\n`;

/** The part of the assets service that answers downloads. It counts the bytes that it has sent. */
interface Exports {
  url: string;
  requests: IncomingMessage[];
  sentBytes: number;
  openStreams: number;
  stop(): Promise<void>;
}

async function startExports(): Promise<Exports> {
  const server: Server = createServer(async (request, response) => {
    exports.requests.push(request);
    if (!request.url?.startsWith('/downloads/')) return response.end('the inside of the service');
    exports.openStreams += 1;
    const closed = once(response, 'close').then(() => {
      exports.openStreams -= 1;
    });
    response.writeHead(200, {
      'content-type': 'text/csv',
      'content-disposition': 'attachment; filename="assets.csv"',
      'set-cookie': 'a=b',
    });
    const lines = Number(new URL(request.url, 'http://a').searchParams.get('lines'));
    for (let line = 0; line < lines && !response.destroyed; line += 1) {
      exports.sentBytes += LINE.length;
      if (!response.write(LINE))
        await Promise.race([new Promise((resolve) => response.once('drain', resolve)), closed]);
    }
    return response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const exports: Exports = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    sentBytes: 0,
    openStreams: 0,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return exports;
}

let exports: Exports;
let gateway: TestGateway;

beforeEach(async () => {
  exports = await startExports();
  gateway = await startGateway({
    assetsUrl: exports.url,
    config: { rateLimits: { ...NO_LIMITS, addressPerSecond: 6 } },
  });
});
afterEach(async () => {
  await gateway.stop();
  await exports.stop();
});

test('a download needs no token and arrives as the service sends it', async () => {
  const response = await fetch(`${gateway.url}/downloads/exports/x?lines=3&signature=abc`, {
    headers: { authorization: 'Bearer secret', cookie: 'a=b', 'x-forwarded-for': '10.0.0.1' },
  });
  expect(response.status).toBe(200);
  expect(await response.text()).toBe(LINE.repeat(3));
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="assets.csv"');
  expect(response.headers.get('content-security-policy')).toContain('sandbox');
  expect(response.headers.get('set-cookie')).toBeNull();
  expect(exports.requests[0]?.url).toBe('/downloads/exports/x?lines=3&signature=abc');
  for (const name of ['authorization', 'cookie', 'x-forwarded-for']) {
    expect(exports.requests[0]?.headers).not.toHaveProperty(name);
  }
});

/** A client without a library, which would resolve the path itself. */
async function getRaw(path: string): Promise<string> {
  const { hostname, port } = new URL(gateway.url);
  const connection = createConnection(Number(port), hostname);
  connection.write(`GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`);
  let text = '';
  connection.on('data', (chunk) => {
    text += chunk;
  });
  await once(connection, 'close');
  return text;
}

test.each([
  '/downloads/../metrics',
  '/downloads/%2e%2e/metrics',
  '/downloads/a/..%2f../../readyz',
  '/downloads/..\\metrics',
])('no path leads to another part of the service: %s', async (path) => {
  const answer = await getRaw(path);
  expect(answer).not.toContain('the inside');
  expect(exports.requests.filter(({ url }) => !url?.startsWith('/downloads/'))).toEqual([]);
});

test('a request target that is a whole URL reaches the service, never the host that it names', async () => {
  const elsewhere = await startExports();
  const answer = await getRaw(`${elsewhere.url}/downloads/x?lines=1`);
  expect(answer).toMatch(/^HTTP\/1\.1 200/);
  expect(exports.requests.map(({ url }) => url)).toEqual(['/downloads/x?lines=1']);
  expect(elsewhere.requests).toEqual([]);
  await elsewhere.stop();
});

test('a slow client slows the service down, and no bytes accumulate in the gateway', async () => {
  const { hostname, port } = new URL(gateway.url);
  const client = createConnection(Number(port), hostname);
  client.pause();
  client.write('GET /downloads/all?lines=200000 HTTP/1.1\r\nhost: a\r\n\r\n');
  await eventually(() => expect(exports.openStreams).toBe(1));
  let before = -1;
  await eventually(() => {
    const isStill = before === exports.sentBytes && before > 0;
    before = exports.sentBytes;
    expect(isStill).toBe(true);
  });
  // The part of the 200 MB that the kernel and the streams between hold.
  expect(exports.sentBytes).toBeLessThan(40_000_000);
  client.destroy();
  await eventually(() => expect(exports.openStreams).toBe(0));
});

test('an address has a limit of its own', async () => {
  const statuses: number[] = [];
  for (let index = 0; index < 40; index += 1) {
    const response = await fetch(`${gateway.url}/downloads/x?lines=1`);
    statuses.push(response.status);
    if (response.status === 429) expect(response.headers.get('retry-after')).toBe('1');
    await response.text();
  }
  expect(statuses.slice(0, 30).every((status) => status === 200)).toBe(true);
  expect(statuses).toContain(429);
});

test('a service that is down is 503, without its address', async () => {
  await exports.stop();
  const response = await fetch(`${gateway.url}/downloads/x`);
  expect(response.status).toBe(503);
  expect(await response.text()).not.toMatch(/127\.0\.0\.1|ECONN/);
  exports = await startExports();
});
