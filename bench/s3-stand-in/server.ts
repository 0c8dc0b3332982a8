import { createServer, type Socket } from 'node:net';
import {
  attributesAnswer,
  jsonAnswer,
  NO_SUCH_KEY,
  objectAnswer,
  PRECONDITION_FAILED,
  SLOW_DOWN,
  xmlAnswer,
} from './answers.ts';
import { change, createBucket, etagOf, indexOf } from './bucket.ts';
import { createListing } from './listing.ts';
import { requestLimit } from './request-limit.ts';
import type { Shape } from './shapes.ts';

export interface StandInOptions {
  port: number;
  bucketName: string;
  shape: Shape;
  count: number;
  /** Time to answer a listing and a read, in ms. */
  listMs: number;
  readMs: number;
  /** Requests a second, beyond which S3 answers SlowDown; 0 is no limit. */
  requestsPerSecond: number;
}

/** What clients asked for since the counters were last read. */
interface Counters {
  lists: number;
  reads: number;
  slowDowns: number;
  bytes: number;
}

const NO_QUERY = new URLSearchParams();
const IF_MATCH = /\r\nif-match: ?([^\r]*)/i;
const RANGE = /\r\nrange: ?([^\r]*)/i;

const NO_REQUESTS: Counters = { lists: 0, reads: 0, slowDowns: 0, bytes: 0 };

/**
 * One bucket over HTTP on a bare socket, so that the stand-in is never the bottleneck: Node's HTTP server takes three
 * times the CPU. It checks no signature. `POST /-/settings`, `/-/change` and `GET /-/counters` are for the bench.
 */
export async function serveStandIn(options: StandInOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const { bucketName } = options;
  let bucket = createBucket(options.shape, options.count);
  let { listMs, readMs } = options;
  let isAllowed = requestLimit(options.requestsPerSecond);
  let counters = { ...NO_REQUESTS };
  const listing = createListing(bucketName, bucket);

  const send = (socket: Socket, delayMs: number, ...parts: (Buffer | string)[]) => {
    for (const part of parts) counters.bytes += part.length;
    const write = () => {
      socket.cork();
      for (const part of parts) socket.write(part, 'latin1');
      socket.uncork();
    };
    if (delayMs > 0) setTimeout(write, delayMs);
    else write();
  };

  const administer = (socket: Socket, path: string, query: URLSearchParams) => {
    const number = (name: string, otherwise: number) => Number(query.get(name) ?? otherwise);
    if (path === '/-/counters') {
      send(socket, 0, jsonAnswer(counters));
      counters = { ...NO_REQUESTS };
      return;
    }
    if (path === '/-/change') {
      const counts = { changed: number('changed', 0), added: number('added', 0), gone: number('gone', 0) };
      bucket = change(bucket, counts, number('seed', 1));
      listing.change(bucket);
    }
    if (path === '/-/settings') {
      listMs = number('listMs', listMs);
      readMs = number('readMs', readMs);
      if (query.has('requestsPerSecond')) isAllowed = requestLimit(number('requestsPerSecond', 0));
    }
    send(socket, 0, jsonAnswer({ keys: bucket.keys.length, listMs, readMs }));
  };

  const answer = (socket: Socket, target: string, head: string) => {
    const [path, search] = split(target, '?');
    const query = search === undefined ? NO_QUERY : new URLSearchParams(search);
    if (path.startsWith('/-/')) return administer(socket, path, query);
    if (!isAllowed()) {
      counters.slowDowns += 1;
      return send(socket, 0, SLOW_DOWN);
    }
    if (path === `/${bucketName}` || path === `/${bucketName}/`) {
      counters.lists += 1;
      return send(socket, listMs, xmlAnswer('200 OK', listing.page(query)));
    }
    counters.reads += 1;
    const index = indexOf(bucket, decodeURIComponent(path.slice(bucketName.length + 2)));
    if (index < 0) return send(socket, readMs, NO_SUCH_KEY);
    const etag = etagOf(bucket, index);
    if (query.has('attributes')) return send(socket, readMs, attributesAnswer(etag));
    const ifMatch = headerIn(IF_MATCH, head);
    if (ifMatch !== null && ifMatch.replaceAll('"', '') !== etag) return send(socket, readMs, PRECONDITION_FAILED);
    return send(socket, readMs, ...objectAnswer(etag, headerIn(RANGE, head)));
  };

  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    let unread = '';
    socket.on('data', (chunk: Buffer) => {
      unread += chunk.toString('latin1');
      for (let end = unread.indexOf('\r\n\r\n'); end >= 0; end = unread.indexOf('\r\n\r\n')) {
        const head = unread.slice(0, end);
        unread = unread.slice(end + 4);
        answer(socket, head.slice(head.indexOf(' ') + 1, head.indexOf(' HTTP/1')), head);
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(options.port, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the stand-in listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function split(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** The value of one request header; null where it is absent. */
function headerIn(header: RegExp, head: string): string | null {
  return header.exec(head)?.[1] ?? null;
}
