import type { Schedules } from '../../domain/ports.ts';
import type { Schedule, ScheduleRule } from '../../domain/schedule.ts';

/** Pauses the schedule of a connection that became unhealthy. A null `cause` resumes it at its next time from now. */
export async function pauseSchedule(
  parts: {
    schedules: Schedules;
    nextSyncAt: (rule: ScheduleRule, connectionId: string, now: Date) => Date;
    now: () => Date;
  },
  connection: Pick<Schedule, 'organizationId' | 'connectionId'>,
  cause: string | null,
): Promise<void> {
  const { organizationId, connectionId } = connection;
  const [schedule] = await parts.schedules.find(organizationId, [connectionId]);
  // Each check announces a healthy connection again, so an active schedule keeps its time.
  if (!schedule || schedule.pausedCause === cause) return;
  const nextSyncAt = cause === null ? parts.nextSyncAt(schedule.rule, connectionId, parts.now()) : null;
  await parts.schedules.pause(connection, { pausedCause: cause, nextSyncAt });
}
