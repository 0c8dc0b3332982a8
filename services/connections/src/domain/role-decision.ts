import type { HealthCause } from '@bucket-sync/shared/contracts';
import type { Connection } from './connection.ts';
import type { CheckResult } from './health.ts';

/** What becomes of the role that a check was made with. */
export interface RoleDecision {
  readonly roleArn: string;
  /**
   * STORE: it becomes the connection's role. KEEP: it is the connection's role already. FORGET: it was never proved,
   * and is removed. REJECT: the connection keeps another role that works, and the check says nothing of it.
   */
  readonly decision: 'STORE' | 'KEEP' | 'FORGET' | 'REJECT';
  /** AWS refused the role to us without our external ID during this check. */
  readonly isVerified: boolean;
}

/** A role that could not be tried yet is stored, so that Retry has something to try. */
const NOT_TRIED_YET: readonly (HealthCause | null)[] = ['ROLE_NOT_ASSUMABLE', 'STS_REGION_DISABLED'];

/**
 * Decides on a role by its check. A role that can be assumed without our external ID is never stored, nor is one of
 * which AWS did not let that be seen. A role that was verified before stays when it becomes open later, with a broken
 * heart.
 *
 * @param tried  `isSubmitted`: a person entered this ARN just now; else it is the connection's own
 */
export function decideRole(
  connection: Pick<Connection, 'roleArn' | 'roleVerifiedAt'>,
  tried: { roleArn: string; isSubmitted: boolean },
  result: CheckResult,
): RoleDecision {
  const { roleArn, isSubmitted } = tried;
  const isVerified = provesExternalId(result);
  const decided = (decision: RoleDecision['decision']) => ({ roleArn, decision, isVerified });
  if (isSubmitted && (isVerified || NOT_TRIED_YET.includes(result.cause))) return decided('STORE');
  if (connection.roleArn === null) return decided('FORGET');
  if (connection.roleArn !== roleArn) return decided('REJECT');
  const isOpen = result.cause === 'EXTERNAL_ID_NOT_REQUIRED';
  return decided(isOpen && connection.roleVerifiedAt === null ? 'FORGET' : 'KEEP');
}

function provesExternalId(result: CheckResult): boolean {
  return result.probes.some(({ name, verdict }) => name === 'EXTERNAL_ID_REQUIRED' && verdict === 'PASS');
}
