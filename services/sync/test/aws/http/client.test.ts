import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpClient, type HttpClient } from '../../../src/aws/http/http-client.ts';
import { headOf, startRawServer } from './raw-server.ts';

let server: Awaited<ReturnType<typeof startRawServer>>;
/** Requests by target. */
const seen: string[] = [];

beforeAll(async () => {
  server = await startRawServer((socket, target, { ofSocket }) => {
    seen.push(target);
    const [, what, count] = target.split('/');
    if (what === 'bytes') {
      const length = Number(count);
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n${'x'.repeat(length)}`);
    }
    if (what === 'close') socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok');
    if (what === 'once')
      ofSocket === 1 ? socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok') : socket.destroy();
    if (what === 'hint') socket.write('HTTP/1.1 200 OK\r\nkeep-alive: timeout=1\r\ncontent-length: 2\r\n\r\nok');
    if (what === 'half') socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf');
    if (what === 'reset') socket.resetAndDestroy();
    if (what === 'socket') {
      const name = String(socket.remotePort);
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${name.length}\r\n\r\n${name}`);
    }
  });
});
afterAll(() => server.stop());

async function withClient(connections: number, use: (client: HttpClient) => Promise<void>, silentMs?: number) {
  const client = createHttpClient({ connections, silentMs });
  try {
    await use(client);
  } finally {
    await client.stop();
  }
}

const get = (client: HttpClient, target: string, signal?: AbortSignal, mostBytes = 1_000_000) =>
  client.get({ origin: server.origin, head: headOf(target), mostBytes }, signal);
const textOf = async (client: HttpClient, target: string) => (await get(client, target)).body.toString();

test('a body arrives whole, in one piece or many', () =>
  withClient(2, async (client) => {
    for (const count of [0, 1, 700_000]) {
      const { status, body } = await get(client, `/bytes/${count}`);
      expect([status, body.toString()]).toEqual([200, 'x'.repeat(count)]);
    }
  }));

test('a body that is longer than asked for ends the request', () =>
  withClient(2, async (client) => {
    await expect(get(client, '/bytes/900000', undefined, 65_536)).rejects.toThrow('more than 65536 bytes arrived');
    expect(await textOf(client, '/bytes/3')).toBe('xxx');
  }));

test('a signal ends its own requests: in flight, waiting, and those that follow', () =>
  withClient(2, async (client) => {
    const ends = new AbortController();
    const stays = new AbortController();
    const ended = Array.from({ length: 5 }, () => get(client, '/never', ends.signal));
    const other = get(client, '/bytes/3', stays.signal);
    ends.abort(new Error('the round is over'));
    for (const each of [...ended, get(client, '/bytes/3', ends.signal)]) {
      await expect(each).rejects.toThrow('the round is over');
    }
    expect((await other).body.length).toBe(3);
  }));

test('requests one after another share a connection, and those at once have one each', () =>
  withClient(10, async (client) => {
    const first = await textOf(client, '/socket');
    expect(await textOf(client, '/socket')).toBe(first);
    const four = await Promise.all(Array.from({ length: 4 }, () => textOf(client, '/socket')));
    expect(new Set(four).size).toBe(4);
  }));

test('more requests than connections wait for their turn, and all are answered', () =>
  withClient(3, async (client) => {
    const sockets = await Promise.all(Array.from({ length: 50 }, () => textOf(client, '/socket')));
    expect([sockets.length, new Set(sockets).size]).toEqual([50, 3]);
  }));

test('a connection that the server closes after an answer is not used again', () =>
  withClient(1, async (client) => {
    for (let time = 0; time < 5; time += 1) expect(await textOf(client, '/close')).toBe('ok');
  }));

test('a request under which the server closes an idle connection is sent once more, on a new one', () =>
  withClient(1, async (client) => {
    seen.length = 0;
    expect(await textOf(client, '/once')).toBe('ok');
    expect(await textOf(client, '/once')).toBe('ok');
    expect(seen).toEqual(['/once', '/once', '/once']);
  }));

test('a request that a new connection does not answer fails, and so does half an answer', () =>
  withClient(1, async (client) => {
    seen.length = 0;
    await expect(get(client, '/reset')).rejects.toThrow(/ECONNRESET|closed the connection/);
    await expect(get(client, '/half')).rejects.toThrow('the server closed the connection');
    expect(seen).toEqual(['/reset', '/half']);
  }));

test('unrequested bytes end an idle connection: they are never the answer to the next request', () =>
  withClient(1, async (client) => {
    const port = await textOf(client, '/socket');
    const idle = [...server.sockets].find(({ remotePort }) => String(remotePort) === port)!;
    idle.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged');
    await once(idle, 'close');
    expect(await textOf(client, '/bytes/2')).toBe('xx');
  }));

test('a connection ends before the time after which its server closes it', () =>
  withClient(1, async (client) => {
    await get(client, '/hint');
    const first = [...server.sockets];
    expect(await textOf(client, '/bytes/2')).toBe('xx');
    expect(first.every(({ destroyed, readableEnded }) => destroyed || readableEnded)).toBe(true);
  }));

test('a server that says nothing ends the request, and nothing else', () =>
  withClient(
    2,
    async (client) => {
      const silent = get(client, '/never');
      expect(await textOf(client, '/bytes/2')).toBe('xx');
      await expect(silent).rejects.toThrow('nothing arrived for 0.2 seconds');
    },
    200,
  ));

test('a host without a server is named', () =>
  withClient(1, async (client) => {
    const request = { origin: 'http://127.0.0.1:1', head: headOf('/'), mostBytes: 10 };
    await expect(client.get(request, undefined)).rejects.toThrow('connect ECONNREFUSED 127.0.0.1:1');
  }));

test('a stopped client waits for its requests, and refuses more', async () => {
  const client = createHttpClient({ connections: 1 });
  const last = textOf(client, '/bytes/200000');
  await client.stop();
  expect((await last).length).toBe(200_000);
  await expect(get(client, '/bytes/1')).rejects.toThrow('the HTTP client is stopped');
});
