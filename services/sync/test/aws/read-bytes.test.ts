import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createByteReader } from '../../src/aws/read-bytes.ts';

/** Answers `/bytes/<count>` with so many bytes, and `/never` not at all. */
const server = createServer((request, response) => {
  const [, what, count] = request.url!.split('/');
  if (what === 'bytes') response.end(Buffer.alloc(Number(count), 'x'));
});
let origin: string;
const agent = new Agent({ connections: 2, pipelining: 1 });
const readBytes = createByteReader(agent);
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await agent.destroy();
  server.closeAllConnections();
  server.close();
});

const get = (pathAndQuery: string, signal?: AbortSignal, mostBytes = 1_000_000) =>
  readBytes({ origin, pathAndQuery, headers: {}, mostBytes }, signal);

test('a body arrives whole, in one chunk or many', async () => {
  for (const count of [0, 1, 700_000]) {
    const { status, body } = await get(`/bytes/${count}`);
    expect([status, body.length]).toEqual([200, count]);
  }
});

test('a body that is longer than asked for ends the request as AWS_UNAVAILABLE', async () => {
  const answer = get('/bytes/900000', undefined, 65_536);
  await expect(answer).rejects.toMatchObject({
    code: 'AWS_UNAVAILABLE',
    fields: { why: 'no complete answer (more than 65536 bytes arrived)' },
  });
});

test('a signal ends its own requests: in flight, in the queue, and those that follow', async () => {
  const ends = new AbortController();
  const stays = new AbortController();
  const ended = Array.from({ length: 5 }, () => get('/never', ends.signal));
  const other = get('/bytes/3', stays.signal);
  ends.abort(new Error('the round is over'));
  for (const each of [...ended, get('/bytes/3', ends.signal)]) {
    await expect(each).rejects.toMatchObject({
      code: 'AWS_UNAVAILABLE',
      fields: { why: 'no complete answer (the round is over)' },
    });
  }
  expect((await other).body.length).toBe(3);
});
