import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '@bucket-sync/shared/errors';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBucketReader, createBucketSessions, createS3Client, type S3Client } from '../../src/aws/index.ts';

const TARGET = { organizationId: 'acme', connectionId: 'c', runId: 'r' };
const BYTES = Buffer.from('0123456789abcdefghij');
const OBJECT = { key: 'a.jpg', etag: 'e', sizeBytes: BYTES.length };
const OPEN_END = { status: 206, 'content-range': 'bytes 5-9/20' };

let answer: (response: ServerResponse) => void;
const server = createServer((_request, response) => answer(response));
let s3: S3Client;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sessions = createBucketSessions(async () => ({
    bucketName: 'b',
    prefix: '',
    region: 'eu-central-1',
    accountId: '1',
    accessKeyId: 'a',
    secretAccessKey: 's',
    sessionToken: 't',
    expiresAt: new Date(Date.now() + 3_600_000),
  }));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  s3 = createS3Client({ sessions, endpointUrl: endpoint, forcePathStyle: true, pause: async () => {} });
});
afterAll(async () => {
  await s3.stop();
  server.closeAllConnections();
  server.close();
});

const answerWith = ({ status, ...headers }: Record<string, string | number>, body: Buffer | string) => {
  answer = (response) => response.writeHead(Number(status), headers).end(body);
};
/** Bytes 5 to 9. */
const read = (signal?: AbortSignal) =>
  createBucketReader(s3)
    .rangesOf(TARGET, OBJECT, signal && { signal })
    .read(5, 5);
const codeOf = async (work: Promise<Buffer>) =>
  work.then(
    (bytes) => `read ${bytes}`,
    (error) => (error instanceof AppError ? error.code : String(error)),
  );

test('the requested range is read', async () => {
  for (const head of [OPEN_END, { ...OPEN_END, etag: '"e"' }]) {
    answerWith(head, BYTES.subarray(5, 10));
    expect(await codeOf(read())).toBe('read 56789');
  }
});

test.each([
  ['another range of the same length', { status: 206, 'content-range': 'bytes 0-4/20' }, '01234'],
  ['a range of an object of another size', { status: 206, 'content-range': 'bytes 5-9/21' }, '56789'],
  ['a range that it does not name', { status: 206 }, '56789'],
  ['several ranges', { status: 206, 'content-type': 'multipart/byteranges; boundary=x' }, '56789'],
  ['the same range of another object', { ...OPEN_END, etag: '"f"' }, 'fghij'],
  ['fewer bytes', OPEN_END, '567'],
  ['no bytes', OPEN_END, ''],
  ['more bytes', OPEN_END, '56789a'],
  ['the whole object', { status: 200 }, BYTES],
  ['a page', { status: 200, 'content-type': 'text/html' }, '<html>busy</html>'],
  ['compressed bytes', { ...OPEN_END, 'content-encoding': 'gzip' }, Buffer.from('1f8b0800', 'hex')],
  ['nothing new', { status: 304 }, ''],
  ['no content', { status: 204 }, ''],
])('a read that is answered with %s is a retryable error, and no bytes are taken for others', async (_, head, body) => {
  answerWith(head, body);
  expect(await codeOf(read())).toBe('AWS_UNAVAILABLE');
});

test('a redirect is not followed', async () => {
  let requests = 0;
  answer = (response) => {
    requests += 1;
    response.writeHead(307, { location: `http://${response.req.headers.host}/elsewhere` }).end();
  };
  const code = await codeOf(read());
  expect(['AWS_UNAVAILABLE', 'WRONG_REGION']).toContain(code);
  expect(requests).toBeLessThanOrEqual(3);
});

test('a body that arrives one byte at a time ends with its signal', async () => {
  answer = (response) => {
    response.writeHead(206, { 'content-range': 'bytes 5-9/20' });
    const timer = setInterval(() => response.write('5'), 100);
    response.once('close', () => clearInterval(timer));
  };
  expect(await codeOf(read(AbortSignal.timeout(250)))).toMatch(/AWS_UNAVAILABLE|TimeoutError/);
});
