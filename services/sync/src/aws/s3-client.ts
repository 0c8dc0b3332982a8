import { AppError, messageOf } from '@bucket-sync/shared/errors';
import { Agent, type Dispatcher } from 'undici';
import type { BucketTarget, ReadOptions } from '../domain/ports.ts';
import type { ConcurrencyLimit } from './concurrency-limit.ts';
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
  get(target: BucketTarget): Promise<BucketSession>;
  /** Drops this session after S3 refused it. */
  drop(session: BucketSession): void;
}

export interface S3Get {
  key: string | null;
  /** Sorted by name and percent-encoded. */
  query: string;
  headers: Record<string, string>;
}

export interface S3Client {
  /**
   * @param read  parses the body. It throws AWS_UNAVAILABLE for a proxy's page or a truncated body, and
   *   the request is retried.
   * @throws AppError by the table in s3-errors.ts; the last one, or the signal's reason, once `signal` aborts
   */
  get<T>(
    target: BucketTarget,
    request: (session: BucketSession) => S3Get,
    read: (body: Buffer) => T,
    options?: ReadOptions,
  ): Promise<T>;
  stop(): Promise<void>;
}

/** A caller with less time passes its own signal. */
const REQUEST_DEADLINE_MS = 15_000;
/** Pauses before a failed request is sent again. After the last one the caller defers the object or the page. */
const PAUSES_MS = [100, 400];
/**
 * The maximum number of sockets to one endpoint. With path-style addresses all buckets share the endpoint, so there
 * must be enough sockets when 1,000 reads of one bucket hang.
 */
const CONNECTIONS = 2_048;

/**
 * Sends GET requests to S3 over undici: 59 to 75 µs of CPU each, where the SDK takes 619 µs. It retries, reports
 * SlowDown and renews sessions. `endpoint` comes from the operator only: with a user's endpoint, that user could reach
 * our network.
 */
export function createS3Client(options: {
  sessions: BucketSessions;
  endpoint: string | undefined;
  forcePathStyle: boolean;
  pause: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Receives S3's answers and adjusts the concurrency limit. */
  limit?: Pick<ConcurrencyLimit, 'backOff' | 'recover'>;
}): S3Client {
  const { sessions, pause, limit } = options;
  const agent = new Agent({ connections: CONNECTIONS, pipelining: 1, keepAliveTimeout: 20_000 });
  const signers = new WeakMap<BucketSession, Signer>();

  const signerOf = (session: BucketSession) => {
    const signer = signers.get(session) ?? createSigner(session, session.region);
    signers.set(session, signer);
    return signer;
  };

  const send = async (session: BucketSession, request: S3Get, signal: AbortSignal | undefined): Promise<Buffer> => {
    const { origin, basePath } = addressOf(session, options);
    const path = `${basePath}/${request.key === null ? '' : encodeKey(request.key)}`;
    const headers = signerOf(session).sign(
      {
        host: new URL(origin).host,
        path,
        query: request.query,
        headers: { ...request.headers, 'x-amz-expected-bucket-owner': session.accountId },
      },
      new Date(),
    );
    const pathAndQuery = request.query ? `${path}?${request.query}` : path;
    const answer = await requestBytes(agent, origin, pathAndQuery, headers, signal);
    if (answer.status === 200 || answer.status === 206) return answer.body;
    const subject = { bucket: session.bucketName, region: session.region, key: request.key };
    throw s3Error({ status: answer.status, headers: answer.headers, body: answer.body.toString('utf8') }, subject);
  };

  return {
    async get(target, request, read, { signal, whilePausing } = {}) {
      let isRenewed = false;
      let lastError: unknown;
      for (let tries = 0; ; tries += 1) {
        if (signal?.aborted) throw lastError ?? signal.reason;
        const session = await sessions.get(target);
        try {
          const answer = read(await send(session, request(session), signal));
          limit?.recover(target);
          return answer;
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
    stop: () => agent.close(),
  };
}

interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

async function requestBytes(
  agent: Dispatcher,
  origin: string,
  path: string,
  headers: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<RawAnswer> {
  try {
    const answer = await agent.request({
      origin,
      path,
      method: 'GET',
      headers,
      headersTimeout: REQUEST_DEADLINE_MS,
      bodyTimeout: REQUEST_DEADLINE_MS,
      signal: signal ?? null,
    });
    const body = Buffer.from(await answer.body.arrayBuffer());
    return { status: answer.statusCode, headers: answer.headers, body };
  } catch (error) {
    throw new AppError('AWS_UNAVAILABLE', { why: `no complete answer (${messageOf(error)})` }, { cause: error });
  }
}

/** Virtual-host style, unless the operator or a dotted name (which breaks TLS on virtual hosts) asks for path style. */
function addressOf(
  session: BucketSession,
  options: { endpoint: string | undefined; forcePathStyle: boolean },
): { origin: string; basePath: string } {
  const endpoint = new URL(options.endpoint ?? `https://s3.${session.region}.amazonaws.com`);
  if (options.forcePathStyle || session.bucketName.includes('.')) {
    return { origin: endpoint.origin, basePath: `/${session.bucketName}` };
  }
  return { origin: `${endpoint.protocol}//${session.bucketName}.${endpoint.host}`, basePath: '' };
}
