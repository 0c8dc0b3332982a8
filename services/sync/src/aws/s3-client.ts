import { onceForEach } from '@bucket-sync/shared/cache';
import { AppError, messageOf } from '@bucket-sync/shared/errors';
import type { BucketTarget, ReadOptions } from '../domain/ports.ts';
import type { ConcurrencyLimit } from './concurrency-limit.ts';
import { createHttpClient } from './http/http-client.ts';
import type { HttpAnswer } from './http/response.ts';
import { s3Error } from './s3-errors.ts';
import { createSigner, encodeKey, type Signer } from './signing.ts';

/** Temporary credentials for one bucket and prefix, and the location of the bucket. */
export interface BucketSession {
  bucketName: string;
  prefix: string;
  region: string;
  accountId: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiresAt: Date;
}

export interface BucketSessions {
  /** The session of a connection. It is shared, and renewed before it ends. */
  get(target: BucketTarget): BucketSession | Promise<BucketSession>;
  /** Drops this session after S3 refused it. */
  drop(session: BucketSession): void;
}

/** A GET request: one object without closures, since hundreds of them wait for their answers at the same time. */
export interface S3Get<T> {
  key: string | null;
  /** Sorted by name and percent-encoded. */
  queryOf(session: BucketSession): string;
  headers: Record<string, string>;
  /** The longest body that the answer may have. */
  mostBytes: number;
  /** The Content-Range of an answer with a part of an object (206). Other bytes would be taken for those requested. */
  contentRange?: string;
  /** The ETag of an answer with bytes of an object, quoted. The answer to another request has another one. */
  etag?: string;
  /**
   * Parses the body.
   *
   * @throws AppError AWS_UNAVAILABLE for a proxy's page or a truncated body: the request is retried
   */
  parse(body: Buffer): T;
}

export interface S3Client {
  /** @throws AppError by the table in s3-errors.ts; the last one, or the signal's reason, once `signal` aborts */
  get<T>(target: BucketTarget, request: S3Get<T>, options?: ReadOptions): Promise<T>;
  stop(): Promise<void>;
}

/** S3's errors have less than 1 KiB. A proxy's page may have more, and its status says enough. */
const MOST_ERROR_BYTES = 64 * 1024;
/** Pauses before a failed request is sent again. After the last one the caller defers the object or the page. */
const PAUSES_MS = [100, 400];
/**
 * The maximum number of sockets to one endpoint. With path-style addresses all buckets share the endpoint, so there
 * must be enough sockets when 1,000 reads of one bucket hang.
 */
const CONNECTIONS = 3_072;

/**
 * Sends GET requests to S3: 16 to 20 µs of CPU each, where the SDK takes 619 µs. It retries, reports SlowDown and
 * renews sessions. `endpointUrl` comes from the operator only: with a user's URL, that user could reach our network.
 */
export function createS3Client(options: {
  sessions: BucketSessions;
  endpointUrl: string | undefined;
  forcePathStyle: boolean;
  pause: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Receives S3's answers and adjusts the concurrency limit. */
  limit?: Pick<ConcurrencyLimit, 'backOff' | 'recover'>;
}): S3Client {
  const { sessions, pause, limit } = options;
  const http = createHttpClient({ connections: CONNECTIONS });

  const prepared = onceForEach((session: BucketSession): PreparedSession => {
    const { origin, host, basePath } = addressOf(session, options);
    const headers = { host, 'x-amz-expected-bucket-owner': session.accountId };
    return { headOf: createSigner(session, session.region, headers), origin, basePath };
  });

  const send = (
    session: BucketSession,
    request: S3Get<unknown>,
    signal: AbortSignal | undefined,
  ): Promise<HttpAnswer> => {
    const { headOf, origin, basePath } = prepared(session);
    const path = `${basePath}/${request.key === null ? '' : encodeKey(request.key)}`;
    const head = headOf({ path, query: request.queryOf(session), headers: request.headers }, new Date());
    return http.get({ origin, head, mostBytes: Math.max(request.mostBytes, MOST_ERROR_BYTES) }, signal);
  };

  return {
    async get(target, request, { signal, whilePausing } = {}) {
      let isRenewed = false;
      let lastError: unknown;
      for (let tries = 0; ; tries += 1) {
        if (signal?.aborted) throw lastError ?? signal.reason;
        const held = sessions.get(target);
        const session = held instanceof Promise ? await held : held;
        const sentAt = performance.now();
        try {
          let answer: HttpAnswer;
          // Awaited here and not in a function of its own: each async function costs every read 0.3 µs.
          try {
            answer = await send(session, request, signal);
          } catch (error) {
            throw new AppError(
              'AWS_UNAVAILABLE',
              { why: `no complete answer (${messageOf(error)})` },
              { cause: error },
            );
          }
          const body = bodyOf(answer, request, session);
          // A parser may free it.
          const bytes = body.length;
          const result = request.parse(body);
          if (request.key !== null) limit?.recover(target, { tookMs: performance.now() - sentAt, bytes });
          return result;
        } catch (error) {
          // The request was aborted: S3's earlier answer is the more useful error.
          if (signal?.aborted) throw lastError ?? signal.reason;
          if (!(error instanceof AppError) || !error.isRetryable) throw error;
          if (error.code === 'SESSION_EXPIRED') {
            if (isRenewed) throw error;
            isRenewed = true;
            sessions.drop(session);
            continue;
          }
          if (error.code === 'THROTTLED') limit?.backOff(target);
          lastError = error;
          const pauseMs = PAUSES_MS[tries];
          if (pauseMs === undefined) throw error;
          // Full jitter: readers that S3 throttled at the same time must not all retry at the same time.
          const paused = pause(Math.random() * pauseMs, signal).catch(() => {});
          await (whilePausing ? whilePausing(paused) : paused);
        }
      }
    },
    stop: () => http.stop(),
  };
}

/** @throws AppError for an answer without the requested bytes */
function bodyOf(answer: HttpAnswer, request: S3Get<unknown>, session: BucketSession): Buffer {
  const { status, header } = answer;
  if (status === 206 && header('content-range') !== request.contentRange) {
    throw new AppError('AWS_UNAVAILABLE', { why: `another range arrived: ${header('content-range')}` });
  }
  if (status !== 200 && status !== 206) {
    throw s3Error(answer, { bucket: session.bucketName, region: session.region, key: request.key });
  }
  const etag = header('etag');
  if (request.etag !== undefined && etag !== null && etag !== request.etag) {
    throw new AppError('AWS_UNAVAILABLE', { why: `bytes with another ETag arrived: ${etag.slice(0, 100)}` });
  }
  return answer.body;
}

interface Address {
  origin: string;
  host: string;
  /** With path-style addresses the bucket, after a slash; otherwise empty. */
  basePath: string;
}

interface PreparedSession extends Omit<Address, 'host'> {
  headOf: Signer;
}

/** Virtual-host style, unless the operator or a dotted name (which breaks TLS on virtual hosts) asks for path style. */
function addressOf(
  session: BucketSession,
  options: { endpointUrl: string | undefined; forcePathStyle: boolean },
): Address {
  const endpoint = new URL(options.endpointUrl ?? `https://s3.${session.region}.amazonaws.com`);
  if (options.forcePathStyle || session.bucketName.includes('.')) {
    return { origin: endpoint.origin, host: endpoint.host, basePath: `/${session.bucketName}` };
  }
  const host = `${session.bucketName}.${endpoint.host}`;
  return { origin: `${endpoint.protocol}//${host}`, host, basePath: '' };
}
