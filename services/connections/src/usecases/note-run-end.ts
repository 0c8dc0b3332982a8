import { HEALTH_CAUSES, type HealthCause, type RunSnapshot } from '@bucket-sync/shared/contracts';
import type { CheckStore } from '../domain/ports.ts';

/** An outage and our own credentials say nothing about the customer's setup. */
const NOT_OF_THE_SETUP: readonly HealthCause[] = ['AWS_UNAVAILABLE', 'PLATFORM_CREDENTIALS'];

/**
 * A run that failed on the customer's setup is a finding: the connection is checked at once, so that it does not stay
 * healthy while its runs fail. The check is due in the database: it survives a crash and runs once in all replicas.
 *
 * @returns whether a check is due because of this run
 */
export async function noteRunEnd(checks: Pick<CheckStore, 'makeDue'>, run: RunSnapshot): Promise<boolean> {
  const cause = HEALTH_CAUSES.find((each) => each === run.failure?.code);
  if (run.state !== 'FAILED' || !cause || NOT_OF_THE_SETUP.includes(cause) || !run.finishedAt) return false;
  return checks.makeDue(run.organizationId, run.connectionId, new Date(run.finishedAt));
}
