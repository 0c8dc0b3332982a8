import { expect, test } from 'vitest';
import { Response } from '../../../src/aws/http/response.ts';

/** What a socket brings, in pieces of `size` bytes. */
function read(wire: string, size = wire.length, mostBytes = 10_000) {
  const response = new Response(mostBytes);
  const bytes = Buffer.from(wire, 'latin1');
  for (let at = 0; at < bytes.length && response.answer === null; at += size) {
    response.add(bytes.subarray(at, at + size));
  }
  if (response.answer === null) response.end();
  const { answer, keepAlive } = response;
  return answer && { status: answer.status, body: answer.body.toString('latin1'), keepAlive };
}

const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const FOREVER = { isAllowed: true, idleMs: null };

const VALID: [string, string, ReturnType<typeof read>][] = [
  [
    'a length',
    'HTTP/1.1 206 Partial Content\r\nCONTENT-LENGTH:5 \r\n\r\nhello',
    { status: 206, body: 'hello', keepAlive: FOREVER },
  ],
  ['no reason', 'HTTP/1.1 200 \r\ncontent-length: 0\r\n\r\n', { status: 200, body: '', keepAlive: FOREVER }],
  ['no space', 'HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n', { status: 200, body: '', keepAlive: FOREVER }],
  [
    'the same length twice',
    'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 2\r\n\r\nok',
    {
      status: 200,
      body: 'ok',
      keepAlive: FOREVER,
    },
  ],
  [
    'chunks',
    `${CHUNKED}5\r\nhello\r\n6;name="a;b"\r\n world\r\n000\r\n\r\n`,
    {
      status: 200,
      body: 'hello world',
      keepAlive: FOREVER,
    },
  ],
  [
    'line breaks in a chunk',
    `${CHUNKED}A\r\n\r\n0\r\n\r\n0\r\n\r\n0\r\n\r\n`,
    {
      status: 200,
      body: '\r\n0\r\n\r\n0\r\n',
      keepAlive: FOREVER,
    },
  ],
  [
    'trailers',
    `${CHUNKED}2\r\nok\r\n0\r\nx-amz-checksum: 1\r\nother: 2\r\n\r\n`,
    {
      status: 200,
      body: 'ok',
      keepAlive: FOREVER,
    },
  ],
  [
    'an announcement',
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${CHUNKED}0\r\n\r\n`,
    {
      status: 200,
      body: '',
      keepAlive: FOREVER,
    },
  ],
  ['no body', 'HTTP/1.1 304 Not Modified\r\ncontent-length: 9\r\n\r\n', { status: 304, body: '', keepAlive: FOREVER }],
  [
    'a body up to the end',
    'HTTP/1.1 200 OK\r\n\r\nall of it',
    {
      status: 200,
      body: 'all of it',
      keepAlive: { isAllowed: false, idleMs: null },
    },
  ],
  [
    'HTTP/1.0',
    'HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok',
    {
      status: 200,
      body: 'ok',
      keepAlive: { isAllowed: false, idleMs: null },
    },
  ],
  [
    'a hint',
    'HTTP/1.1 200 OK\r\nKeep-Alive: max=100, timeout=5\r\ncontent-length: 0\r\n\r\n',
    {
      status: 200,
      body: '',
      keepAlive: { isAllowed: true, idleMs: 5_000 },
    },
  ],
  [
    'a last answer',
    'HTTP/1.1 503 Slow Down\r\nConnection: Close\r\ncontent-length: 2\r\n\r\nno',
    {
      status: 503,
      body: 'no',
      keepAlive: { isAllowed: false, idleMs: null },
    },
  ],
];

test.each(VALID)('an answer with %s is the same in pieces of any size', (_name, wire, expected) => {
  for (let size = 1; size <= wire.length; size += 1) expect(read(wire, size)).toEqual(expected);
});

const INVALID: [string, string, string][] = [
  ['another protocol', 'SSH-2.0-OpenSSH\r\n\r\n', 'what arrived is not HTTP'],
  ['a status that does not exist', 'HTTP/1.1 000 X\r\n\r\nHTTP/1.1 200 OK\r\n\r\n', 'what arrived is not HTTP'],
  ['an upgrade', 'HTTP/1.1 101 Switching Protocols\r\n\r\nHTTP/1.1 200 OK\r\n\r\n', 'another protocol arrived'],
  ['HTTP/2', 'HTTP/2 200 OK\r\n\r\n', 'what arrived is not HTTP'],
  [
    'two lengths',
    'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok',
    'an answer of length 3 arrived',
  ],
  ['a negative length', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n', 'an answer of length -1 arrived'],
  ['a length and chunks', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n', 'two lengths'],
  [
    'compressed transfer',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n',
    'a body in gzip, chunked arrived',
  ],
  ['a long body', 'HTTP/1.1 200 OK\r\ncontent-length: 10001\r\n\r\n', 'more than 10000 bytes arrived'],
  ['long chunks', `${CHUNKED}ffffff\r\n${'x'.repeat(10_001)}`, 'more than 10000 bytes arrived'],
  ['a long rest', `HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(10_001)}`, 'more than 10000 bytes arrived'],
  ['a chunk without a length', `${CHUNKED}\r\n`, 'a chunk without a length arrived'],
  ['a chunk of a wrong length', `${CHUNKED}2\r\nhello\r\n0\r\n\r\n`, 'longer than its length says'],
  ['a bare line feed', `${CHUNKED}2\nok\r\n0\r\n\r\n`, 'a bare line feed'],
  ['an endless line', `${CHUNKED}2;${'x'.repeat(2_000)}`, 'too long a line'],
  ['an endless head', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(20_000)}`, 'a head of more than 16384 bytes arrived'],
];

test.each(INVALID)('%s is no answer', (_name, wire, message) => {
  for (const size of [1, 7, 1_000, wire.length]) expect(() => read(wire, size)).toThrow(message);
});

test('an answer that ends early is no answer', () => {
  for (const wire of ['HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell', `${CHUNKED}5\r\nhello\r\n`, 'HTTP/1.1 200']) {
    expect(read(wire)).toBeNull();
  }
});

test('bytes behind an answer forbid a further request on its connection', () => {
  for (const wire of ['HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok!', `${CHUNKED}2\r\nok\r\n0\r\n\r\n!`]) {
    expect(read(wire)).toEqual({ status: 200, body: 'ok', keepAlive: { isAllowed: false, idleMs: null } });
  }
});

test('a header is found by its name in any case', () => {
  const response = new Response(10);
  response.add(Buffer.from('HTTP/1.1 301 Moved\r\nX-Amz-Bucket-Region:  eu-west-1 \r\ncontent-length: 0\r\n\r\n'));
  expect(response.answer!.header('x-amz-bucket-region')).toBe('eu-west-1');
  expect(response.answer!.header('x-amz-bucket')).toBeNull();
});
