import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createHttpClient } from '../../../src/aws/http/http-client.ts';
import { headOf, startRawServer } from './raw-server.ts';

type Reply = (socket: Socket, body: string) => void;

const answerOf = (body: string, head = '') => `HTTP/1.1 200 OK\r\n${head}content-length: ${body.length}\r\n\r\n${body}`;
const later = (work: () => void) => setTimeout(work, Math.random() * 3);

/** What a server or a proxy in a bad state does with one request. */
const REPLIES: Record<string, Reply> = {
  answers: (socket, body) => socket.write(answerOf(body)),
  'answers and closes': (socket, body) => socket.end(answerOf(body)),
  'answers, then closes an idle connection': (socket, body) => {
    socket.write(answerOf(body));
    later(() => socket.end());
  },
  'answers, then resets': (socket, body) => {
    socket.write(answerOf(body));
    later(() => socket.resetAndDestroy());
  },
  'answers with more than it announced': (socket, body) => socket.write(`${answerOf(body)}${answerOf('of another')}`),
  'announces, then answers in pieces': (socket, body) => {
    const wire = `HTTP/1.1 103 Early Hints\r\n\r\n${answerOf(body)}`;
    socket.write(wire.slice(0, 30));
    later(() => socket.write(wire.slice(30)));
  },
  'answers in chunks with a trailer': (socket, body) => {
    const chunks = `${body.length.toString(16)};x=y\r\n${body}\r\n0\r\nx-checksum: 1\r\n\r\n`;
    socket.write(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${chunks}`);
  },
  'says that it closes, and does not': (socket, body) => socket.write(answerOf(body, 'connection: close\r\n')),
  'closes without an answer': (socket) => socket.end(),
  'resets without an answer': (socket) => socket.resetAndDestroy(),
  'answers half': (socket, body) => socket.end(answerOf(body).slice(0, -1)),
};
const KINDS = Object.keys(REPLIES);
/** Of them no answer is complete. */
const FAILING = new Set(['closes without an answer', 'resets without an answer', 'answers half']);

test('each answer belongs to its request, whatever the server does with its connections', async () => {
  const server = await startRawServer((socket, target) => {
    const kind = KINDS[Number(target.split('/')[1])]!;
    REPLIES[kind]!(socket, target);
  });
  const client = createHttpClient({ connections: 7 });
  const outcomes = new Map<string, Set<string>>();
  const ask = async (number: number) => {
    const kind = KINDS[(number * 7 + (number >> 3)) % KINDS.length]!;
    const target = `/${KINDS.indexOf(kind)}/${number}/${'x'.repeat(number % 500)}`;
    const { origin } = server;
    const outcome = await client.get({ origin, head: headOf(target), mostBytes: 10_000 }, undefined).then(
      ({ body }) => (body.toString() === target ? 'own answer' : `the answer ${body}`),
      () => 'error',
    );
    outcomes.set(kind, (outcomes.get(kind) ?? new Set()).add(outcome));
  };
  for (let round = 0; round < 60; round += 1) {
    await Promise.all(Array.from({ length: 40 }, (_, each) => ask(round * 40 + each)));
  }
  await client.stop();
  server.stop();
  for (const [kind, found] of outcomes) {
    // A close that is meant for an earlier answer may cut a later one.
    if (!FAILING.has(kind)) found.delete('error');
    expect([kind, ...found]).toEqual([kind, FAILING.has(kind) ? 'error' : 'own answer']);
  }
});
