import { HEALTH_CAUSES, type HealthCause, type RunSnapshot } from '@bucket-sync/shared/contracts';
import { concludeFinding } from '../domain/check-result.ts';
import type { CheckStore } from '../domain/ports.ts';

/** An outage, or a fault of our own credentials, is no finding about the customer's setup. */
const NOT_OF_THE_SETUP: readonly HealthCause[] = ['AWS_UNAVAILABLE', 'PLATFORM_CREDENTIALS'];

/**
 * A run that failed on the customer's setup is a check: the connection is unhealthy at once, with the run's cause. All
 * probes then run again, and only they can make the connection healthy.
 *
 * @returns whether the connection became unhealthy because of this run
 */
export async function noteRunEnd(
  parts: {
    checks: Pick<CheckStore, 'recordFinding'>;
    sessions: { forget(connectionId: string): void };
  },
  run: RunSnapshot,
): Promise<boolean> {
  const { organizationId, connectionId, runId, state, failure, finishedAt } = run;
  const cause = HEALTH_CAUSES.find((each) => each === failure?.code);
  if (state !== 'FAILED' || !failure || !finishedAt || !cause || NOT_OF_THE_SETUP.includes(cause)) return false;
  const result = concludeFinding(cause, { runId, evidence: failure.message });
  const isNew = await parts.checks.recordFinding(organizationId, connectionId, result, new Date(finishedAt));
  if (isNew) parts.sessions.forget(connectionId);
  return isNew;
}
