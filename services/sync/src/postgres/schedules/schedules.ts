import type { Pool } from '@bucket-sync/shared/postgres';
import type { Schedules } from '../../domain/ports.ts';
import {
  claimDueSchedules,
  deleteSchedule,
  pauseSchedule,
  selectSchedules,
  settleSchedule,
  upsertSchedule,
} from './schedule-store.ts';

/** The schedules of all connections. Each function is one statement. */
export function createSchedules(pool: Pool): Schedules {
  return {
    find: (organizationId, connectionIds) => selectSchedules(pool, organizationId, connectionIds),
    save: (schedule) => upsertSchedule(pool, schedule),
    remove: (organizationId, connectionId) => deleteSchedule(pool, organizationId, connectionId),
    claimDue: (now, limit) => claimDueSchedules(pool, now, limit),
    settle: (claimed, change) => settleSchedule(pool, claimed, change),
    pause: (connection, change) => pauseSchedule(pool, connection, change),
  };
}
