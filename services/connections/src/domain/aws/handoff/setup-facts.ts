import type { BucketLocation } from '../../connection.ts';
import { type CorsRule, corsRule } from '../policies/cors.ts';

/** All that a hand-off file has to say. */
export interface SetupFacts {
  readonly connectionId: string;
  readonly bucket: BucketLocation;
  readonly principalArn: string;
  readonly externalId: string;
  readonly consoleOrigin: string;
}

/** The name of the role that the files make: 48 characters of the 64 that IAM takes. */
export const roleNameFor = ({ connectionId }: SetupFacts) => `bucket-sync-${connectionId}`;
export const POLICY_NAME = 'bucket-sync-read';

/** Our rule under an ID of its own, so that it is known again among the customer's. */
export function namedCorsRule(facts: SetupFacts): CorsRule & { ID: string } {
  return { ID: `bucket-sync-${facts.connectionId}`, ...corsRule(facts.consoleOrigin) };
}
