import type { AwsOutcome } from './aws/diagnosis/aws-answer.ts';
import type { ListedObject } from './aws/diagnosis/sample-objects.ts';
import type { BucketLocation } from './connection.ts';
import type { BucketSession } from './session.ts';

export interface AssumeRequest {
  readonly principalArn: string;
  readonly roleArn: string;
  /** Absent: the confused deputy's way in, to see that it is shut. */
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

/** Real requests on a customer's bucket, as sync and browsers make them. Never throws for what AWS answers. */
export interface BucketProber {
  /** At most `maxKeys` of the keys that begin with `prefix`, after `startAfter`. */
  list(
    target: BucketTarget,
    question: { prefix: string; maxKeys: number; startAfter?: string },
  ): Promise<AwsOutcome<Listing>>;
  /** Reads the first byte; of an object without bytes, nothing of it. */
  readFirstByte(target: BucketTarget, object: ListedObject): Promise<AwsOutcome<void>>;
  readAttributes(target: BucketTarget, object: ListedObject): Promise<AwsOutcome<void>>;
  /** Loads by a signed link with an Origin; the origin that S3 allows, or null. */
  loadAsBrowser(
    target: BucketTarget,
    question: { key: string; isThere: boolean; origin: string },
  ): Promise<AwsOutcome<{ allowedOrigin: string | null }>>;
}
