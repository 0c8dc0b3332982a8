import { AppError, messageOf } from '@bucket-sync/shared/errors';
import type { Dispatcher } from 'undici';

export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

export interface RawRequest {
  origin: string;
  pathAndQuery: string;
  headers: Record<string, string>;
  /** A longer body ends the request: a server that ignores `Range` would send a whole video. */
  mostBytes: number;
}

/**
 * Sends GET requests and holds their bodies in memory.
 *
 * It uses undici's `dispatch`: 46 µs of CPU for 16 KiB, where `request` takes 58 to 85 µs for its body stream. All
 * requests of one signal share one listener, because a listener for each request costs 5 µs.
 */
export function createByteReader(agent: Dispatcher) {
  const abortsOf = new WeakMap<AbortSignal, Set<(reason: unknown) => void>>();

  const onAbort = (signal: AbortSignal, abort: (reason: unknown) => void): (() => void) => {
    let aborts = abortsOf.get(signal);
    if (!aborts) {
      const all = new Set<(reason: unknown) => void>();
      signal.addEventListener('abort', () => {
        for (const each of all) each(signal.reason);
      });
      abortsOf.set(signal, all);
      aborts = all;
    }
    const own = aborts;
    own.add(abort);
    return () => own.delete(abort);
  };

  /** @throws AppError AWS_UNAVAILABLE without a complete answer, or once `signal` aborts */
  return function readBytes(request: RawRequest, signal: AbortSignal | undefined): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(incomplete(signal.reason));
      let controller: Dispatcher.DispatchController | undefined;
      let aborted: Error | undefined;
      const abort = (reason: unknown) => {
        aborted = reason instanceof Error ? reason : new Error(String(reason));
        controller?.abort(aborted);
        reject(incomplete(aborted));
      };
      const forget = signal && onAbort(signal, abort);
      const answer: RawAnswer = { status: 0, headers: {}, body: EMPTY };
      let body = EMPTY;
      let bytes = 0;
      agent.dispatch(
        { origin: request.origin, path: request.pathAndQuery, method: 'GET', headers: request.headers },
        {
          onRequestStart(started) {
            controller = started;
            if (aborted) started.abort(aborted);
          },
          onResponseStart(_controller, status, headers) {
            answer.status = status;
            answer.headers = headers;
          },
          onResponseData(started, chunk) {
            if (bytes + chunk.length > request.mostBytes) {
              return started.abort(new Error(`more than ${request.mostBytes} bytes arrived`));
            }
            body = bytes === 0 ? chunk : withChunk(body, bytes, chunk, request.mostBytes);
            bytes += chunk.length;
          },
          onResponseEnd() {
            forget?.();
            answer.body = body.subarray(0, bytes);
            resolve(answer);
          },
          onResponseError(_controller, error) {
            forget?.();
            reject(incomplete(error));
          },
        },
      );
    });
  };
}

const EMPTY: Buffer = Buffer.alloc(0);
/** A page of 1,000 keys is 230 to 400 KB. */
const LARGE_BYTES = 512 * 1_024;

/**
 * Appends a chunk to the first `used` bytes of a body. It copies at once: chunks that wait for the rest of their body
 * outlive V8's young generation, and 450 MB of them wait for a full collection.
 */
function withChunk(body: Buffer, used: number, chunk: Buffer, mostBytes: number): Buffer {
  let target = body;
  if (used + chunk.length > body.length) {
    target = Buffer.allocUnsafeSlow(Math.min(mostBytes, Math.max(LARGE_BYTES, 2 * (used + chunk.length))));
    body.copy(target, 0, 0, used);
  }
  chunk.copy(target, used);
  return target;
}

const incomplete = (error: unknown) =>
  new AppError('AWS_UNAVAILABLE', { why: `no complete answer (${messageOf(error)})` }, { cause: error });
