import type { Caller } from '@bucket-sync/shared/auth';
import type { ConnectionView, RunLedger, Schedules } from '../../domain/ports.ts';
import type { ClaimedSchedule, Schedule, ScheduleRule } from '../../domain/schedule.ts';

export interface ScheduledSyncParts {
  schedules: Schedules;
  ledger: Pick<RunLedger, 'request'>;
  findConnection: (caller: Caller, id: string) => Promise<ConnectionView | null>;
  nextSyncAt: (rule: ScheduleRule, connectionId: string, now: Date) => Date;
  now: () => Date;
  onFailure: (schedule: Schedule, error: unknown) => void;
}

/** A round ends well within the time that a claim lasts. */
const SCHEDULES_A_ROUND = 20;

/**
 * Starts the syncs that are due. A connection with an open run skips this time. Several times that passed while no
 * replica ran start one sync. A paused schedule looks at its connection too, and resumes if it is healthy: the message
 * that said so may have come before the pause was stored.
 *
 * @returns isMore: true when a full round was due, so more may be due
 */
export async function startScheduledSyncs(parts: ScheduledSyncParts): Promise<{ isMore: boolean }> {
  const due = await parts.schedules.claimDue(parts.now(), SCHEDULES_A_ROUND);
  await Promise.all(
    due.map((schedule) => startScheduledSync(parts, schedule).catch((error) => parts.onFailure(schedule, error))),
  );
  return { isMore: due.length === SCHEDULES_A_ROUND };
}

async function startScheduledSync(parts: ScheduledSyncParts, schedule: ClaimedSchedule): Promise<void> {
  const { organizationId, connectionId, rule, runId } = schedule;
  const caller: Caller = { subject: 'service:sync', organizationId, role: 'SERVICE' };
  const connection = await parts.findConnection(caller, connectionId);
  if (!connection) return parts.schedules.remove(organizationId, connectionId);
  const nextSyncAt = parts.nextSyncAt(rule, connectionId, parts.now());
  if (!connection.isHealthy) {
    const pausedCause = connection.cause ?? 'CONNECTION_NOT_HEALTHY';
    return parts.schedules.settle(schedule, { nextSyncAt, pausedCause });
  }
  const { datasetId } = connection;
  await parts.ledger.request({ organizationId, connectionId, datasetId, runId, requestedBy: 'schedule' }, 'SEND_JOB');
  await parts.schedules.settle(schedule, { nextSyncAt, pausedCause: null });
}
