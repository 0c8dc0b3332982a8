import type { BucketLocation } from '../../connection.ts';
import { type CorsRule, corsRule } from '../policies/cors.ts';

/** The values that every hand-off file needs. */
export interface SetupFacts {
  readonly connectionId: string;
  readonly bucket: BucketLocation;
  readonly principalArn: string;
  readonly externalId: string;
  readonly consoleOrigin: string;
}

/** The name of the role that the files make: 48 characters of the 64 that IAM allows. */
export const roleNameFor = ({ connectionId }: SetupFacts) => `bucket-sync-${connectionId}`;
export const POLICY_NAME = 'bucket-sync-read';

/** Our CORS rule. Its ID distinguishes it from the customer's rules. */
export function namedCorsRule(facts: SetupFacts): CorsRule & { ID: string } {
  return { ID: `bucket-sync-${facts.connectionId}`, ...corsRule(facts.consoleOrigin) };
}
