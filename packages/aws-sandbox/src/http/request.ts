import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { AwsError } from './aws-error.ts';
import { QueryString } from './query-string.ts';

/** A request as received, before its sender and meaning are known. */
export interface AwsRequest {
  readonly message: IncomingMessage;
  readonly method: string;
  /** The path exactly as sent, percent signs and all, without the query. */
  readonly rawPath: string;
  readonly query: QueryString;
  readonly headers: IncomingHttpHeaders;
  readonly host: string;
  readonly remoteAddress: string;
  readonly requestId: string;
  readonly receivedAt: Date;
}

const firstId = randomBytes(8).readBigUInt64BE();
let requests = 0n;

/** Sixteen hex digits that are unique in this process: a random start plus a step that scatters the ids. */
function nextRequestId(): string {
  requests++;
  const id = BigInt.asUintN(64, firstId + requests * 0x9e37_79b9_7f4a_7c15n);
  return id.toString(16).toUpperCase().padStart(16, '0');
}

export function readRequest(message: IncomingMessage, receivedAt: Date): AwsRequest {
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  return {
    message,
    method: message.method ?? 'GET',
    rawPath: mark === -1 ? url : url.slice(0, mark),
    query: new QueryString(mark === -1 ? '' : url.slice(mark + 1)),
    headers: message.headers,
    host: message.headers.host ?? '',
    remoteAddress: (message.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
    requestId: nextRequestId(),
    receivedAt,
  };
}

/** The text of a header; the values of a repeated header are joined by commas. */
export function header(request: { headers: IncomingHttpHeaders }, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

const BODY_LIMIT_BYTES = 2 * 1024 * 1024;

/**
 * Reads a small body: a form or an XML document.
 *
 * @throws AwsError when it is longer than `BODY_LIMIT_BYTES`
 */
export async function readBody(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > BODY_LIMIT_BYTES) {
      throw new AwsError(400, 'MaxMessageLengthExceeded', 'Your request was too big.');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
