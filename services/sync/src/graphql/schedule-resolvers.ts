import { unhealthy } from '../domain/run/run-failure.ts';
import type { Resolvers } from './schema.generated.ts';

/** A connection without a stored schedule syncs only by hand. */
export const scheduleResolvers: Resolvers['SyncSchedule'] = {
  interval: ({ schedule }) => schedule?.rule.interval ?? 'MANUAL',
  atTime: ({ schedule }) => (schedule && 'atTime' in schedule.rule ? schedule.rule.atTime : null),
  weekday: ({ schedule }) => (schedule && 'weekday' in schedule.rule ? schedule.rule.weekday : null),
  timeZone: ({ schedule }) => schedule?.rule.timeZone ?? 'UTC',
  nextSyncAt: ({ schedule }) => (schedule && schedule.pausedCause === null ? schedule.nextSyncAt : null),
  pausedReason: ({ schedule }) => (schedule?.pausedCause ? unhealthy(schedule.pausedCause).message : null),
};
