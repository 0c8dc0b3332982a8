import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { loadAsBrowser } from '../../src/aws/load-as-browser.ts';

const ORIGIN = 'https://console.example';
let stop: () => void = () => {};
afterEach(() => stop());

/** A server that answers like S3, or like a proxy before it. */
async function answering(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = () => server.close().closeAllConnections();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/bucket/key`;
}

const S3_HEADERS = { 'x-amz-request-id': 'R1', 'access-control-allow-origin': ORIGIN };

test('a proxy that allows every origin is not mistaken for the bucket’s CORS rule', async () => {
  const href = await answering((_, response) =>
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end('<html>'),
  );
  expect(await loadAsBrowser(href, ORIGIN, true)).toMatchObject({ ok: false, answer: { code: 'NoAnswerFromAws' } });
});

test('a request without a response has no answer from AWS', async () => {
  const href = await answering((request) => request.socket.destroy());
  expect(await loadAsBrowser(href, ORIGIN, true)).toMatchObject({ ok: false, answer: { code: 'NoAnswerFromAws' } });
});

test('a refusal reports its code, even when it has CORS headers', async () => {
  const body = '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';
  const href = await answering((_, response) => response.writeHead(403, S3_HEADERS).end(body));
  expect(await loadAsBrowser(href, ORIGIN, true)).toMatchObject({
    ok: false,
    answer: { code: 'AccessDenied', requestId: 'R1' },
  });
});

test('a key that is known to be missing is judged by the headers of its refusal', async () => {
  const href = await answering((_, response) =>
    response.writeHead(403, S3_HEADERS).end('<Error><Code>AccessDenied</Code></Error>'),
  );
  expect(await loadAsBrowser(href, ORIGIN, false)).toEqual({ ok: true, value: { allowedOrigin: ORIGIN } });
});
