import type { Caller } from '../../callers/caller.ts';
import type { AwsRequest } from '../../http/request.ts';
import type { VerifiedSignature } from '../../sigv4/verify.ts';
import type { SandboxState } from '../../state/settings.ts';
import type { Bucket } from '../storage/bucket.ts';
import type { BucketStore } from '../storage/bucket-store.ts';
import { noSuchBucket } from './s3-errors.ts';

/** A request to S3, with everything that its operation needs. */
export interface S3Call {
  request: AwsRequest;
  operation: string;
  /** The region that the caller addresses. */
  region: string;
  /** Absent: an anonymous request. */
  caller: Caller | undefined;
  signature: VerifiedSignature | undefined;
  bucketName: string;
  key: string;
  buckets: BucketStore;
  state: SandboxState;
}

/** @throws AwsError NoSuchBucket */
export function bucketOf(call: S3Call): Bucket {
  const bucket = call.buckets.get(call.bucketName);
  if (bucket === undefined) throw noSuchBucket(call.bucketName);
  return bucket;
}

/** An account's canonical user id, by which S3 names owners: 64 hex digits. */
export function canonicalUserId(accountId: string): string {
  return accountId.padStart(64, '0');
}
