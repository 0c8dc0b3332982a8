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
 * The next step of the user. Changes in AWS's consoles are invisible before the role is known. A new connection is
 * therefore at the first of the three steps that paste.
 */
export function nextStep({ health, roleArn, firstSyncedAt, policiesChanged }: Connection): SetupStep {
  // No policy names the region. After a correction of the region alone, only a check remains.
  if (health.indicator === 'UNCHECKED') return roleArn && !policiesChanged ? 'CHECK_CONNECTION' : 'APPLY_POLICIES';
  if (health.indicator === 'GREEN_HEART') return firstSyncedAt ? 'DONE' : 'SYNC';
  if (health.cause === 'CORS_MISSING') return 'CONFIGURE_CORS';
  // A role that was rejected through our or AWS's fault only has to be entered again.
  const isOurs = health.cause === 'AWS_UNAVAILABLE' || health.cause === 'PLATFORM_CREDENTIALS';
  if (!roleArn && isOurs) return 'ENTER_ROLE_ARN';
  return 'FIX_CONNECTION';
}
