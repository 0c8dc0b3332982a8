import { newId } from '@bucket-sync/shared/ids';
import type { Queryable } from '@bucket-sync/shared/postgres';
import type { ClaimedSchedule, Schedule, ScheduleRule } from '../../domain/schedule.ts';

/** Stores the schedule of a connection and replaces its previous schedule. */
export async function upsertSchedule(db: Queryable, schedule: Schedule): Promise<void> {
  const { organizationId, connectionId, rule, nextSyncAt, pausedCause } = schedule;
  await db.query(upsert, [
    connectionId,
    organizationId,
    rule.interval,
    'atTime' in rule ? rule.atTime : null,
    'weekday' in rule ? rule.weekday : null,
    rule.timeZone,
    nextSyncAt,
    pausedCause,
  ]);
}

export async function deleteSchedule(db: Queryable, organizationId: string, connectionId: string): Promise<void> {
  await db.query('delete from sync_schedules where organization_id = $1 and connection_id = $2', [
    organizationId,
    connectionId,
  ]);
}

/** The schedules of these connections, in any order. A connection that syncs only by hand has none. */
export async function selectSchedules(
  db: Queryable,
  organizationId: string,
  connectionIds: readonly string[],
): Promise<Schedule[]> {
  const { rows } = await db.query(selectByConnections, [organizationId, connectionIds]);
  return rows.map(scheduleOf);
}

/**
 * Claims schedules that are due, paused ones too, for one replica: another can claim them after `CLAIM_SECONDS`.
 *
 * @returns at most `limit`, the longest due first
 */
export async function claimDueSchedules(db: Queryable, now: Date, limit: number): Promise<ClaimedSchedule[]> {
  const runIds = Array.from({ length: limit }, () => newId());
  const { rows } = await db.query(claimDue, [now, limit, CLAIM_SECONDS, runIds]);
  return rows.map((row) => ({ ...scheduleOf(row), runId: row.run_id }));
}

/**
 * Ends a claim. It does not overwrite a change that was made since the claim.
 *
 * @param claimed  as `claimDueSchedules` answered it
 */
export async function settleSchedule(
  db: Queryable,
  claimed: Schedule,
  { nextSyncAt, pausedCause }: Pick<Schedule, 'nextSyncAt' | 'pausedCause'>,
): Promise<void> {
  await db.query(settle, [claimed.connectionId, claimed.nextSyncAt, nextSyncAt, pausedCause]);
}

/** Pauses the schedule of a connection, or with null resumes it at `nextSyncAt`. */
export async function pauseSchedule(
  db: Queryable,
  { organizationId, connectionId }: Pick<Schedule, 'organizationId' | 'connectionId'>,
  change: { pausedCause: string | null; nextSyncAt: Date | null },
): Promise<void> {
  await db.query(pause, [organizationId, connectionId, change.pausedCause, change.nextSyncAt]);
}

/** Longer than a start takes, including its request to the connections service. */
const CLAIM_SECONDS = 120;

interface ScheduleRow {
  connection_id: string;
  organization_id: string;
  interval: ScheduleRule['interval'];
  at_time: string;
  weekday: 'MONDAY';
  time_zone: string;
  next_sync_at: Date;
  paused_cause: string | null;
}

function scheduleOf(row: ScheduleRow): Schedule {
  return {
    organizationId: row.organization_id,
    connectionId: row.connection_id,
    rule: ruleOf(row),
    nextSyncAt: row.next_sync_at,
    pausedCause: row.paused_cause,
  };
}

function ruleOf({ interval, at_time: atTime, weekday, time_zone: timeZone }: ScheduleRow): ScheduleRule {
  if (interval === 'HOURLY') return { interval, timeZone };
  return interval === 'DAILY' ? { interval, atTime, timeZone } : { interval, atTime, weekday, timeZone };
}

const COLUMNS = 'connection_id, organization_id, interval, at_time, weekday, time_zone, next_sync_at, paused_cause';

const upsert = `
  insert into sync_schedules (${COLUMNS})
  values ($1, $2, $3, $4, $5, $6, $7, $8)
  on conflict (connection_id) do update
  set interval = excluded.interval, at_time = excluded.at_time, weekday = excluded.weekday,
    time_zone = excluded.time_zone, next_sync_at = excluded.next_sync_at, paused_cause = excluded.paused_cause,
    claimed_until = null
  where sync_schedules.organization_id = excluded.organization_id`;

const selectByConnections = `
  select ${COLUMNS} from sync_schedules where organization_id = $1 and connection_id = any($2::uuid[])`;

// A claim that nobody settled keeps its run id. An id is never made from the schedule: after a restore the same time is
// due again, and assets drops the batches of a run that it has seen.
const claimDue = `
  with due as (
    select connection_id
    from sync_schedules
    where next_sync_at <= $1 and (claimed_until is null or claimed_until < $1)
    order by next_sync_at
    limit $2
    for update skip locked
  ), numbered as (
    select connection_id as due_id, ($4::uuid[])[row_number() over ()] as new_run_id from due
  )
  update sync_schedules
  set claimed_until = $1::timestamptz + make_interval(secs => $3),
    run_id = case when claimed_until is null then new_run_id else coalesce(run_id, new_run_id) end
  from numbered
  where connection_id = due_id
  returning ${COLUMNS}, run_id`;

const settle = `
  update sync_schedules
  set next_sync_at = $3, paused_cause = $4, claimed_until = null
  where connection_id = $1 and next_sync_at = $2`;

const pause = `
  update sync_schedules
  set paused_cause = $3, next_sync_at = coalesce($4, next_sync_at), claimed_until = null
  where organization_id = $1 and connection_id = $2`;
