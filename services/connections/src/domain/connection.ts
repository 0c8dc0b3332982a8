import type { Health } from './health.ts';

/** Where the customer's files are. `prefix` is '' for the whole bucket. */
export interface BucketLocation {
  readonly bucketName: string;
  readonly prefix: string;
  readonly region: string;
}

/** Which keys below the prefix belong to a connection, by glob patterns of `@bucket-sync/shared/patterns`. */
export interface KeyPatterns {
  readonly includePatterns: readonly string[];
  readonly excludePatterns: readonly string[];
}

/** A connection that is being created: no role yet, and not checked. */
export interface NewConnection extends KeyPatterns {
  readonly id: string;
  readonly organizationId: string;
  readonly datasetId: string;
  readonly name: string;
  readonly bucket: BucketLocation;
  /** What was understood differently from what was typed, in sentences for the person who typed it. */
  readonly notices: readonly string[];
  readonly principalArn: string;
  readonly externalId: string;
}

/** The link of a dataset to a bucket: whom the customer trusts, by which external ID, and whether it works. */
export interface Connection extends NewConnection {
  readonly roleArn: string | null;
  readonly roleSubmittedAt: Date | null;
  /** When AWS last refused this role to us without our external ID; null for a role that could not be tried yet. */
  readonly roleVerifiedAt: Date | null;
  readonly createdAt: Date;
  readonly firstSyncedAt: Date | null;
  /** The bucket or the prefix was corrected since the last check, so AWS may still hold the earlier policies. */
  readonly policiesChanged: boolean;
  readonly health: Health;
}

/** What a correction changes; an absent field stays. */
export interface ConnectionChange extends Partial<KeyPatterns> {
  readonly name?: string;
  readonly location?: { readonly bucket: BucketLocation; readonly notices: readonly string[] };
}

/** The account in a role ARN of the form that `parseRoleArn` accepts. */
export function accountOf(roleArn: string): string {
  return roleArn.split(':')[4] ?? '';
}
