import type { KeyPatterns } from '@bucket-sync/shared/patterns';
import type { Health } from './health.ts';

/** The location of the customer's files. `prefix` is '' for the whole bucket. */
export interface BucketLocation {
  readonly bucketName: string;
  readonly prefix: string;
  readonly region: string;
}

/** A connection that is being created. It has no role and is not checked. */
export interface NewConnection extends KeyPatterns {
  readonly id: string;
  readonly organizationId: string;
  readonly datasetId: string;
  readonly name: string;
  readonly bucket: BucketLocation;
  /** Sentences about corrections of the typed values, for the person who typed them. */
  readonly notices: readonly string[];
  readonly principalArn: string;
  readonly externalId: string;
}

/** The link of a dataset to a bucket: the trusted principal, the external ID, and the health. */
export interface Connection extends NewConnection {
  readonly roleArn: string | null;
  readonly roleSubmittedAt: Date | null;
  /** When AWS last refused this role to us without our external ID; null for a role that was never tried. */
  readonly roleVerifiedAt: Date | null;
  readonly createdAt: Date;
  readonly firstSyncedAt: Date | null;
  /** The bucket or the prefix changed after the last check, and AWS may still hold the earlier policies. */
  readonly policiesChanged: boolean;
  readonly health: Health;
}

/** The changes of a correction. An absent field stays. */
export interface ConnectionChange extends Partial<KeyPatterns> {
  readonly name?: string;
  readonly location?: { readonly bucket: BucketLocation; readonly notices: readonly string[] };
}

/** A principal that no connection needs. `id` is that of its connection. */
export interface LeftoverPrincipal {
  readonly id: string;
  readonly principalArn: string;
  /** The connection was never shown, and its row is deleted with the principal. */
  readonly isPending: boolean;
}

/** The account in a role ARN of the form that `parseRoleArn` accepts. */
export function accountOf(roleArn: string): string {
  return roleArn.split(':')[4] ?? '';
}
