import type { Connection } from './connection.ts';

/** Temporary credentials in the customer's account, narrowed to bucket and prefix. */
export interface BucketSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: Date;
}

export interface SessionRequest {
  /** The run that it is for; from its first session on, the connection's bucket cannot change. */
  readonly runId: string | null;
  /** The access key id of a session that AWS reports as ended. */
  readonly insteadOf: string | null;
}

/** A session, and the connection and account that it is for. */
export interface OpenBucketSession {
  readonly connection: Connection;
  readonly accountId: string;
  readonly session: BucketSession;
}
