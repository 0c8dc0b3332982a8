import type { AwsOutcome } from './aws/diagnosis/aws-answer.ts';
import type { ListedObject } from './aws/diagnosis/sample-objects.ts';
import type { BucketLocation, Connection, ConnectionChange, NewConnection } from './connection.ts';
import type { CheckResult, Health } from './health.ts';
import type { RoleDecision } from './role-decision.ts';
import type { BucketSession } from './session.ts';

/** Time, handed in so that a test can set it. */
export interface Clock {
  now(): Date;
  wait(milliseconds: number): Promise<void>;
}

/**
 * Connections as rows. Every method that a caller can reach names the organization. A connection that is being created
 * or was removed is not found.
 */
export interface ConnectionStore {
  find(organizationId: string, id: string): Promise<Connection | undefined>;
  findMany(organizationId: string, ids: readonly string[]): Promise<Connection[]>;
  /** Newest first. */
  list(organizationId: string, datasetId: string | null): Promise<Connection[]>;
  /** The name of another connection that uses the role of this one. */
  findOtherOfRole(connection: Connection): Promise<string | undefined>;
  /**
   * Writes the row before its principal is created, so that a crash leaves no unknown role in IAM.
   *
   * @returns false where the organization has `limit` connections; then nothing was written
   */
  insertPending(connection: NewConnection, limit: number): Promise<boolean>;
  /** Shows the connection, and announces it, once its principal exists. */
  publish(connection: NewConnection): Promise<void>;
  deletePending(id: string): Promise<void>;
  /**
   * Corrects a connection, and announces it. Another bucket or prefix makes its health unchecked.
   *
   * @returns false where the location would change after the first sync; then nothing was written
   */
  update(organizationId: string, id: string, change: ConnectionChange): Promise<boolean>;
  /**
   * Records that a run started: from now on the bucket details cannot change.
   *
   * @returns false where the bucket details are no longer those of `connection`; then nothing was written
   */
  markSynced(connection: Connection): Promise<boolean>;
  /** @returns false where it was removed before */
  remove(connection: Connection): Promise<boolean>;
  markPrincipalRemoved(id: string): Promise<void>;
  /** Principals that no connection needs: half created 10 minutes ago, or of removed connections. */
  leftoverPrincipals(limit: number): Promise<{ id: string; principalArn: string; isPending: boolean }[]>;
}

/** What a check found, and what becomes of the role that it was made with. */
export interface CheckRecord {
  readonly result: CheckResult;
  readonly checkedAt: Date;
  readonly nextCheckAt: Date;
  readonly role: RoleDecision;
}

/** The right to check one connection, over all replicas. */
export interface LeaseStore {
  /** @returns false while another holder has it; it lasts `seconds` unless the same holder takes it again */
  takeLease(id: string, holder: string, seconds: number): Promise<boolean>;
  releaseLease(id: string, holder: string): Promise<void>;
}

export interface CheckStore extends LeaseStore {
  /**
   * Stores a check, and announces a change of health, in one transaction.
   *
   * @returns false where bucket, role or lease changed meanwhile: the check is stale, and nothing was written
   */
  record(connection: Connection, holder: string, check: CheckRecord): Promise<boolean>;
  /** Newest first. */
  history(organizationId: string, id: string, first: number): Promise<Health[]>;
  /**
   * Makes the next check due now, if the connection is healthy by a check before `foundAt`. A finding that a later
   * check has answered changes nothing, so repeated messages do not repeat checks.
   *
   * @returns whether a check is due now because of this finding
   */
  makeDue(organizationId: string, id: string, foundAt: Date): Promise<boolean>;
  /** Claims connections whose check is due; other replicas do not see them before `againAfterSeconds`. */
  claimDue(limit: number, againAfterSeconds: number): Promise<{ id: string; organizationId: string }[]>;
}

export interface AssumeRequest {
  readonly principalArn: string;
  readonly roleArn: string;
  /** Absent: a request without an external ID, which a safe role refuses. */
  readonly externalId?: string;
  readonly region: string;
  readonly sessionName: string;
  readonly sessionPolicy?: string;
}

/** Assumes customers' roles through our principal. Never throws for what AWS answers. */
export interface RoleAssumer {
  assume(request: AssumeRequest): Promise<AwsOutcome<BucketSession>>;
}

/** A bucket with the session that reaches it; every request names the account that must own it. */
export interface BucketTarget {
  readonly bucket: BucketLocation;
  readonly session: BucketSession;
  readonly ownerAccountId: string;
}

export interface Listing {
  readonly objects: readonly ListedObject[];
  readonly isComplete: boolean;
}

/** Real requests to a customer's bucket, as sync and browsers make them. Never throws for what AWS answers. */
export interface BucketProber {
  /** At most `maxKeys` of the keys that begin with `prefix`, after `startAfter`. */
  list(
    target: BucketTarget,
    question: { prefix: string; maxKeys: number; startAfter?: string },
  ): Promise<AwsOutcome<Listing>>;
  /** Reads the first byte; of an empty object, its headers only. */
  readFirstByte(target: BucketTarget, object: ListedObject): Promise<AwsOutcome<void>>;
  readAttributes(target: BucketTarget, object: ListedObject): Promise<AwsOutcome<void>>;
  /** Loads by a signed link with an Origin; answers the origin that S3 allows, or null. */
  loadAsBrowser(
    target: BucketTarget,
    question: { key: string; isThere: boolean; origin: string },
  ): Promise<AwsOutcome<{ allowedOrigin: string | null }>>;
}

export interface LinkedObject {
  readonly key: string;
  /** As its bytes say; undefined: S3 answers with the type that it was uploaded with. */
  readonly contentType: string | undefined;
}

/** Signs a GET that ends `seconds` from now; S3 answers it with the object's `contentType`, where there is one. */
export type SignLink = (
  session: BucketSession,
  connection: Connection,
  object: LinkedObject,
  seconds: number,
) => string;

/** Creates and deletes the roles in our account that customers trust. */
export interface Principals {
  /** The ARN that the principal of this connection has or will have. */
  arnFor(connectionId: string): string;
  /**
   * Creates the principal, unless it exists.
   *
   * @returns LIMIT where our account has no room for another role
   * @throws AppError AWS_UNAVAILABLE (retryable), PLATFORM_CREDENTIALS
   */
  ensure(connectionId: string): Promise<'READY' | 'LIMIT'>;
  /** Whether this principal belongs to one connection alone, so that it is removed with it. */
  isOwn(connectionId: string, principalArn: string): boolean;
  /** Deletes the principal of one connection, unless it is gone. @throws as `ensure` */
  remove(connectionId: string): Promise<void>;
}

/** The caller, as far as a use case needs to know. */
export interface Asker {
  readonly subject: string;
  readonly organizationId: string;
  readonly role: 'VIEWER' | 'EDITOR' | 'SERVICE';
}

export interface OrganizationStanding {
  readonly plan: 'FREE' | 'PAID';
  readonly dataRows: {
    readonly limit: number;
    readonly remaining: number;
    /** When the next month's rows come. */
    readonly resetsAt: Date;
  };
  /** Whether the dataset belongs to the organization. */
  readonly hasDataset: boolean;
}

/** Reads what billing and datasets know of an organization. */
export interface OrganizationReader {
  /** @throws AppError PEER_UNAVAILABLE (retryable) */
  read(asker: Asker, datasetId: string): Promise<OrganizationStanding>;
}
