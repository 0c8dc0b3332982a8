import type { AwsOutcome } from './aws/diagnosis/aws-answer.ts';
import type { ListedObject } from './aws/diagnosis/sample-objects.ts';
import type { BucketLocation, Connection, ConnectionChange, LeftoverPrincipal, NewConnection } from './connection.ts';
import type { CheckResult, Health } from './health.ts';
import type { RoleDecision } from './role-decision.ts';
import type { BucketSession } from './session.ts';

/** The clock, which a test can set. */
export interface Clock {
  now(): Date;
  wait(milliseconds: number): Promise<void>;
}

/**
 * The stored connections. Every method that a caller can reach names the organization. A connection that is being
 * created or was removed is not found.
 */
export interface ConnectionStore {
  find(organizationId: string, id: string): Promise<Connection | undefined>;
  findMany(organizationId: string, ids: readonly string[]): Promise<Connection[]>;
  /** As `findMany`, and also those that were removed: runs and other records still name them. */
  findReferenced(organizationId: string, ids: readonly string[]): Promise<Connection[]>;
  /**
   * Whether a removed connection filled the dataset from the bucket. Its assets return to a new connection, and use no
   * data row.
   */
  hasFilled(organizationId: string, datasetId: string, bucketName: string): Promise<boolean>;
  /** Newest first. */
  list(organizationId: string, datasetId: string | null): Promise<Connection[]>;
  /** The name of another connection that uses the role of this one. */
  findOtherOfRole(connection: Connection): Promise<string | undefined>;
  /**
   * Writes the row before its principal is created. A crash then leaves no unknown role in IAM.
   *
   * @returns false when the organization already has `limit` connections; nothing was written
   */
  insertPending(connection: NewConnection, limit: number): Promise<boolean>;
  /** Shows the connection, and announces it, after its principal was created. */
  publish(connection: NewConnection): Promise<void>;
  deletePending(id: string): Promise<void>;
  /**
   * Corrects a connection, and announces it. A changed bucket or prefix makes its health unchecked.
   *
   * @returns false when the location would change after the first sync; nothing was written
   */
  update(organizationId: string, id: string, change: ConnectionChange): Promise<boolean>;
  /**
   * Records that a run started. The bucket details can no longer change.
   *
   * @returns false when the bucket details differ from those of `connection`; nothing was written
   */
  markSynced(connection: Connection): Promise<boolean>;
  /** @returns false when it was removed before */
  remove(connection: Connection): Promise<boolean>;
  markPrincipalRemoved(id: string): Promise<void>;
  /**
   * Principals that no connection needs: of unfinished creations older than 10 minutes, or of removed connections. They
   * are selected at random, so that those that cannot be deleted do not displace the others.
   */
  leftoverPrincipals(limit: number): Promise<LeftoverPrincipal[]>;
}

/** The result of a check, and the decision on the role that it used. */
export interface CheckRecord {
  readonly result: CheckResult;
  readonly checkedAt: Date;
  readonly nextCheckAt: Date;
  readonly role: RoleDecision;
}

/** The lease to check one connection, across all replicas. */
export interface LeaseStore {
  /** @returns false while another holder has it; it lasts `seconds` unless the same holder renews it */
  takeLease(id: string, holder: string, seconds: number): Promise<boolean>;
  releaseLease(id: string, holder: string): Promise<void>;
}

export interface CheckStore extends LeaseStore {
  /**
   * Stores a check, and announces a change of health, in one transaction.
   *
   * @returns false when bucket, role or lease changed meanwhile: the check is stale, and nothing was written
   */
  record(connection: Connection, holder: string, check: CheckRecord): Promise<boolean>;
  /** Newest first. */
  history(organizationId: string, id: string, first: number): Promise<Health[]>;
  /**
   * Stores what a run found as the current check, announces it, and makes the next check due now. All this happens only
   * if the connection was healthy at a check before `foundAt`. A later check already answers the finding, and a
   * repeated message changes nothing.
   *
   * @returns whether the finding was stored
   */
  recordFinding(organizationId: string, id: string, result: CheckResult, foundAt: Date): Promise<boolean>;
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

/** Assumes customers' roles through our principal. Returns AWS's refusals and never throws them. */
export interface RoleAssumer {
  assume(request: AssumeRequest): Promise<AwsOutcome<BucketSession>>;
}

/** A bucket and the session that reads it. Every request names the account that must own the bucket. */
export interface BucketTarget {
  readonly bucket: BucketLocation;
  readonly session: BucketSession;
  readonly ownerAccountId: string;
}

export interface Listing {
  readonly objects: readonly ListedObject[];
  readonly isComplete: boolean;
}

/** Requests to a customer's bucket like those of sync and of browsers. Returns AWS's refusals and never throws them. */
export interface BucketProber {
  /** At most `maxKeys` of the keys that begin with `prefix`, after `startAfter`. */
  list(
    target: BucketTarget,
    question: { prefix: string; maxKeys: number; startAfter?: string },
  ): Promise<AwsOutcome<Listing>>;
  /** Reads the first byte, or only the headers of an empty object. */
  readFirstByte(target: BucketTarget, object: ListedObject): Promise<AwsOutcome<void>>;
  readAttributes(target: BucketTarget, object: ListedObject): Promise<AwsOutcome<void>>;
  /** Loads by a signed link with an Origin header. Returns the origin that S3 allows, or null. */
  loadAsBrowser(
    target: BucketTarget,
    question: { key: string; isThere: boolean; origin: string },
  ): Promise<AwsOutcome<{ allowedOrigin: string | null }>>;
}

export interface LinkedObject {
  readonly key: string;
  /** The type that the bytes have. Undefined: S3 answers with the type of the upload. */
  readonly contentType: string | undefined;
}

/** Signs a GET that is valid for `seconds`. S3 answers with the object's `contentType`, if there is one. */
export type SignLink = (
  session: BucketSession,
  connection: Connection,
  object: LinkedObject,
  seconds: number,
) => string;

/** Creates and deletes the roles in our account that customers trust. */
export interface Principals {
  /** The ARN that this connection's principal has, or will have. */
  arnFor(connectionId: string): string;
  /**
   * Creates the principal, unless it exists.
   *
   * @returns LIMIT when our account has no room for another role
   * @throws AppError AWS_UNAVAILABLE (retryable), PLATFORM_CREDENTIALS
   */
  ensure(connectionId: string): Promise<'READY' | 'LIMIT'>;
  /** Whether this principal belongs to one connection alone and is removed with it. */
  isOwn(connectionId: string, principalArn: string): boolean;
  /** Deletes the principal of one connection, if it exists. @throws as `ensure` */
  remove(connectionId: string): Promise<void>;
}

/** The fields of the caller that use cases need. */
export interface Caller {
  readonly subject: string;
  readonly organizationId: string;
  readonly role: 'VIEWER' | 'EDITOR' | 'SERVICE';
}

export interface OrganizationStanding {
  readonly plan: 'FREE' | 'PAID';
  readonly dataRows: {
    readonly limit: number;
    readonly remaining: number;
    /** When the data rows of the next month become available. */
    readonly resetsAt: Date;
  };
  /** Whether the dataset belongs to the organization. */
  readonly hasDataset: boolean;
}

/** Reads the billing and datasets of an organization. */
export interface OrganizationReader {
  /** @throws AppError PEER_UNAVAILABLE (retryable) */
  read(caller: Caller, datasetId: string): Promise<OrganizationStanding>;
}
