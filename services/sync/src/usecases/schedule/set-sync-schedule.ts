import type { Caller } from '@bucket-sync/shared/auth';
import { Problem, problem } from '@bucket-sync/shared/problem';
import type { ConnectionView, Schedules } from '../../domain/ports.ts';
import { parseSchedule, type Schedule, type ScheduleInput, type ScheduleRule } from '../../domain/schedule.ts';

export interface SetScheduleParts {
  schedules: Schedules;
  findConnection: (caller: Caller, id: string) => Promise<ConnectionView | null>;
  isTimeZone: (name: string) => boolean;
  nextSyncAt: (rule: ScheduleRule, connectionId: string, now: Date) => Date;
  now: () => Date;
}

/**
 * Sets when a connection syncs automatically. The schedule of an unhealthy connection is stored as paused.
 *
 * @returns the schedule; null for MANUAL
 */
export async function setSyncSchedule(
  parts: SetScheduleParts,
  caller: Caller,
  connectionId: string,
  input: ScheduleInput,
): Promise<Schedule | Problem | null> {
  const connection = await parts.findConnection(caller, connectionId);
  if (!connection) return problem('NOT_FOUND', 'There is no connection by this id.', 'connectionId');
  const rule = parseSchedule(input, parts.isTimeZone);
  if (rule instanceof Problem) return rule;
  if (rule === null) {
    await parts.schedules.remove(caller.organizationId, connectionId);
    return null;
  }
  const schedule: Schedule = {
    organizationId: caller.organizationId,
    connectionId,
    rule,
    nextSyncAt: parts.nextSyncAt(rule, connectionId, parts.now()),
    pausedCause: connection.isHealthy ? null : (connection.cause ?? 'CONNECTION_NOT_HEALTHY'),
  };
  await parts.schedules.save(schedule);
  return schedule;
}
