import { OBJECT_BYTES, photoOf64KiB } from './photo.ts';

const COMMON =
  'x-amz-request-id: STANDIN\r\naccess-control-allow-origin: *\r\naccess-control-expose-headers: *\r\n' +
  'server: AmazonS3\r\nconnection: keep-alive\r\n';
const photo = photoOf64KiB();

/** A whole answer as it goes on the wire. */
export function xmlAnswer(status: string, body: Buffer): Buffer {
  const head = `HTTP/1.1 ${status}\r\n${COMMON}content-type: application/xml\r\ncontent-length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

export function jsonAnswer(value: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(value));
  const head = `HTTP/1.1 200 OK\r\n${COMMON}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

function errorAnswer(status: string, code: string): Buffer {
  return xmlAnswer(status, Buffer.from(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`));
}

export const SLOW_DOWN = errorAnswer('503 Slow Down', 'SlowDown');
export const NO_SUCH_KEY = errorAnswer('404 Not Found', 'NoSuchKey');
export const PRECONDITION_FAILED = errorAnswer('412 Precondition Failed', 'PreconditionFailed');

/** GetObjectAttributes, which a check of a connection asks for. */
export function attributesAnswer(etag: string): Buffer {
  const attributes = `<ETag>${etag}</ETag><ObjectSize>${OBJECT_BYTES}</ObjectSize>`;
  const body = `<GetObjectAttributesResponse>${attributes}</GetObjectAttributesResponse>`;
  return xmlAnswer('200 OK', Buffer.from(body));
}

const answers = new Map<string | null, { beforeEtag: string; body: Buffer }>();

/**
 * Every object has the same bytes, so what answers one range is made once.
 *
 * @param range  the value of the Range header, `bytes=from-to`; null for the whole object
 */
export function objectAnswer(etag: string, range: string | null): [head: string, body: Buffer] {
  const answer = answers.get(range) ?? answerWithoutEtag(range);
  answers.set(range, answer);
  return [`${answer.beforeEtag}"${etag}"\r\n\r\n`, answer.body];
}

function answerWithoutEtag(range: string | null): { beforeEtag: string; body: Buffer } {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  const start = Number(first ?? 0);
  const end = Math.min(last ? Number(last) : OBJECT_BYTES - 1, OBJECT_BYTES - 1);
  const partly = range === null ? '' : `content-range: bytes ${start}-${end}/${OBJECT_BYTES}\r\n`;
  const beforeEtag =
    `HTTP/1.1 ${range === null ? '200 OK' : '206 Partial Content'}\r\n${COMMON}${partly}content-type: image/jpeg\r\n` +
    'last-modified: Sun, 01 Nov 2026 08:00:00 GMT\r\naccept-ranges: bytes\r\n' +
    `content-length: ${end - start + 1}\r\netag: `;
  return { beforeEtag, body: photo.subarray(start, end + 1) };
}
