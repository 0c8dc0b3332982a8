import type { Connection } from './connection.ts';

export type SetupStep =
  | 'APPLY_POLICIES'
  | 'CONFIGURE_CORS'
  | 'ENTER_ROLE_ARN'
  | 'CHECK_CONNECTION'
  | 'FIX_CONNECTION'
  | 'SYNC'
  | 'DONE';

/**
 * The step the user has to do next. What the customer does in their console is not seen from here before the role is
 * known, so a fresh connection stands at the first of the three pasting steps.
 */
export function nextStep({ health, roleArn, firstSyncedAt, policiesChanged }: Connection): SetupStep {
  // No policy names the region: where only that was corrected, nothing is left but to look again.
  if (health.indicator === 'UNCHECKED') return roleArn && !policiesChanged ? 'CHECK_CONNECTION' : 'APPLY_POLICIES';
  if (health.indicator === 'GREEN_HEART') return firstSyncedAt ? 'DONE' : 'SYNC';
  if (health.cause === 'CORS_MISSING') return 'CONFIGURE_CORS';
  // A role that was not stored for no fault of the customer's has only to be entered again.
  const isOurs = health.cause === 'AWS_UNAVAILABLE' || health.cause === 'PLATFORM_CREDENTIALS';
  if (!roleArn && isOurs) return 'ENTER_ROLE_ARN';
  return 'FIX_CONNECTION';
}
