import type { Connection } from './connection.ts';

/** Temporary credentials in the customer's account, narrowed to bucket and prefix. */
export interface BucketSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: Date;
}

export interface SessionRequest {
  /** The run of the session. After a run's first session the connection's bucket cannot change. */
  readonly runId: string | null;
  /** The access key id of a session that AWS reports as ended. */
  readonly insteadOf: string | null;
}

/** A session with its connection and account. */
export interface OpenBucketSession {
  readonly connection: Connection;
  readonly accountId: string;
  readonly session: BucketSession;
}
