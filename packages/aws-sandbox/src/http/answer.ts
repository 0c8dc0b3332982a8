import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** An answer of a service; its body is in memory or a stream of known length. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body?: string | Buffer | { stream: Readable; lengthBytes: number };
}

export function xmlAnswer(body: string, status = 200, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': 'application/xml', ...headers }, body };
}

export function emptyAnswer(status: number, headers: Record<string, string> = {}): Answer {
  return { status, headers };
}

export function bodyLength(answer: Answer): number {
  if (answer.body === undefined) return 0;
  if (typeof answer.body === 'string') return Buffer.byteLength(answer.body);
  return Buffer.isBuffer(answer.body) ? answer.body.length : answer.body.lengthBytes;
}

/** The body in memory, streamed or not. */
export async function wholeBody({ body }: Answer): Promise<Buffer> {
  if (typeof body === 'object' && 'stream' in body) return Buffer.concat(await body.stream.toArray());
  return Buffer.from(body ?? '');
}

/**
 * Writes an answer.
 *
 * @param isHead  sends the headers without the body
 */
export async function writeAnswer(response: ServerResponse, answer: Answer, isHead: boolean): Promise<void> {
  const headers = answer.headers;
  if (!('content-length' in headers) && answer.status !== 204 && answer.status !== 304) {
    headers['content-length'] = String(bodyLength(answer));
  }
  response.writeHead(answer.status, headers);
  const body = answer.body;
  if (isHead || body === undefined) {
    if (typeof body === 'object' && 'stream' in body) body.stream.destroy();
    response.end();
  } else if (typeof body === 'string' || Buffer.isBuffer(body)) {
    response.end(body);
  } else {
    await pipeline(body.stream, response);
  }
}
