import type { HealthCause } from '@bucket-sync/shared/contracts';
import type { Connection } from './connection.ts';
import type { CheckResult } from './health.ts';

/** The decision on the role that a check used. */
export interface RoleDecision {
  readonly roleArn: string;
  /**
   * STORE: the role becomes the connection's role. KEEP: it already is. FORGET: it was never proved, and is removed.
   * REJECT: the connection keeps another role that works, and the check does not concern that role.
   */
  readonly decision: 'STORE' | 'KEEP' | 'FORGET' | 'REJECT';
  /** AWS refused the role to us without our external ID during this check. */
  readonly isVerified: boolean;
}

/** A role that could not be tried yet is stored. Retry then has a role to try. */
const NOT_TRIED_YET: readonly (HealthCause | null)[] = ['ROLE_NOT_ASSUMABLE', 'STS_REGION_DISABLED'];

/**
 * Decides on a role by its check. A role that can be assumed without our external ID is never stored. The same holds
 * when AWS did not answer that test. A role that was verified before stays stored when it becomes open later; its
 * connection is unhealthy then.
 *
 * @param tried  `isSubmitted`: a person has just entered this ARN; otherwise it is the connection's own
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
