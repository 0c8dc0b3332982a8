import { HEALTH_CAUSES, type HealthCause, type RunSnapshot } from '@bucket-sync/shared/contracts';
import type { CheckStore } from '../domain/ports.ts';

/** An outage, or a fault of our own credentials, is no finding about the customer's setup. */
const NOT_OF_THE_SETUP: readonly HealthCause[] = ['AWS_UNAVAILABLE', 'PLATFORM_CREDENTIALS'];

/**
 * A run that failed on the customer's setup is a finding. The connection is checked at once and does not stay healthy
 * while its runs fail. The due time is in the database: it survives a crash, and one replica runs the check.
 *
 * @returns whether a check is due because of this run
 */
export async function noteRunEnd(checks: Pick<CheckStore, 'makeDue'>, run: RunSnapshot): Promise<boolean> {
  const cause = HEALTH_CAUSES.find((each) => each === run.failure?.code);
  if (run.state !== 'FAILED' || !cause || NOT_OF_THE_SETUP.includes(cause) || !run.finishedAt) return false;
  return checks.makeDue(run.organizationId, run.connectionId, new Date(run.finishedAt));
}
