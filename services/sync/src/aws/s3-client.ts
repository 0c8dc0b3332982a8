import { AppError } from '@bucket-sync/shared/errors';
import { Agent, type Dispatcher } from 'undici';
import type { BucketTarget } from '../domain/ports.ts';
import type { Pace } from './pace.ts';
import { s3Error } from './s3-errors.ts';
import { createSigner, encodeKey, type Signer } from './signing.ts';

/** Temporary credentials for one bucket and prefix, and where the bucket is. */
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
  /** The session of a connection, shared and renewed early. */
  get(target: BucketTarget): Promise<BucketSession>;
  /** Forgets this session: S3 says that it is over. */
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
   * @param read  makes the answer of the body; an AWS_UNAVAILABLE that it throws (a proxy's page, a body cut short) is
   *   met as S3's own failures are
   * @throws AppError by the table in s3-errors.ts
   */
  get<T>(target: BucketTarget, request: (session: BucketSession) => S3Get, read: (body: Buffer) => T): Promise<T>;
  stop(): Promise<void>;
}

const REQUEST_DEADLINE_MS = 15_000;
/** Pauses before a throttled or failed request is sent again; then the message as a whole is tried again. */
const PAUSES_MS = [100, 400, 1_600, 5_000];

/**
 * GET requests to S3 over undici: 59 to 75 µs of CPU each, where the SDK takes 619 µs. Retries, SlowDown and a session
 * that ends are dealt with here. `endpoint` is the operator's alone: one given by a user would be a way into our network.
 */
export function createS3Client(options: {
  sessions: BucketSessions;
  endpoint: string | undefined;
  forcePathStyle: boolean;
  pause: (ms: number) => Promise<void>;
  /** Hears how S3 takes it. */
  pace?: Pick<Pace, 'slower' | 'faster' | 'lendPlace'>;
}): S3Client {
  const { sessions, pause, pace } = options;
  const agent = new Agent({ connections: 64, pipelining: 1, keepAliveTimeout: 20_000 });
  const signers = new WeakMap<BucketSession, Signer>();

  const signerOf = (session: BucketSession) => {
    const signer = signers.get(session) ?? createSigner(session, session.region);
    signers.set(session, signer);
    return signer;
  };

  const send = async (session: BucketSession, wanted: S3Get): Promise<Buffer> => {
    const { origin, basePath } = addressOf(session, options);
    const path = `${basePath}/${wanted.key === null ? '' : encodeKey(wanted.key)}`;
    const headers = signerOf(session).sign(
      {
        host: new URL(origin).host,
        path,
        query: wanted.query,
        headers: { ...wanted.headers, 'x-amz-expected-bucket-owner': session.accountId },
      },
      new Date(),
    );
    const answer = await requestBytes(agent, origin, wanted.query ? `${path}?${wanted.query}` : path, headers);
    if (answer.status === 200 || answer.status === 206) return answer.body;
    const subject = { bucket: session.bucketName, region: session.region, key: wanted.key };
    throw s3Error({ status: answer.status, headers: answer.headers, body: answer.body.toString('utf8') }, subject);
  };

  return {
    async get(target, request, read) {
      let renewed = false;
      for (let tries = 0; ; tries += 1) {
        const session = await sessions.get(target);
        const wanted = request(session);
        try {
          const answer = read(await send(session, wanted));
          pace?.faster(target);
          return answer;
        } catch (error) {
          if (!(error instanceof AppError) || !error.isRetryable) throw error;
          if (error.code === 'SESSION_EXPIRED') {
            if (renewed) throw error;
            renewed = true;
            sessions.drop(session);
            continue;
          }
          if (error.code === 'THROTTLED') pace?.slower(target);
          const pauseMs = PAUSES_MS[tries];
          if (pauseMs === undefined) throw error;
          // Full jitter: many readers that were told to slow down must not come back together.
          const paused = pause(Math.random() * pauseMs);
          // A listing has no place that it could lend.
          await (pace && wanted.key !== null ? pace.lendPlace(paused) : paused);
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
): Promise<RawAnswer> {
  try {
    const answer = await agent.request({
      origin,
      path,
      method: 'GET',
      headers,
      headersTimeout: REQUEST_DEADLINE_MS,
      bodyTimeout: REQUEST_DEADLINE_MS,
    });
    const body = Buffer.from(await answer.body.arrayBuffer());
    return { status: answer.statusCode, headers: answer.headers, body };
  } catch (error) {
    throw new AppError('AWS_UNAVAILABLE', { why: (error as Error).message }, { cause: error });
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
