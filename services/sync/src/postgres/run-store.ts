import type { SkipReason, SyncRequested, SyncState } from '@bucket-sync/shared/contracts';
import type { Queryable, Transaction } from '@bucket-sync/shared/postgres';
import type { Removals, Run } from '../domain/run.ts';

/** The run with its counts; null when the organization has none by this id. */
export async function findRun(db: Queryable, organizationId: string, runId: string): Promise<Run | null> {
  const { rows } = await db.query(`${selectRun} where run.organization_id = $1 and run.id = $2`, [
    organizationId,
    runId,
  ]);
  return rows[0] ? toRun(rows[0]) : null;
}

/** The runs of connections, newest first, `limit` of each. */
export async function listRuns(
  db: Queryable,
  organizationId: string,
  connectionIds: readonly string[],
  limit: number,
): Promise<Run[]> {
  const { rows } = await db.query(listNewestRuns, [organizationId, connectionIds, limit]);
  return rows.map(toRun);
}

/** The one run of each connection that has not ended; of all of the organization's connections when null. */
export async function activeRuns(
  db: Queryable,
  organizationId: string,
  connectionIds: readonly string[] | null,
): Promise<Run[]> {
  const { rows } = await db.query(selectActiveRuns, [organizationId, connectionIds]);
  return rows.map(toRun);
}

/** Locks the run for the transaction: pages, tallies and decisions of one run are recorded one after another. */
export async function lockRun(transaction: Transaction, runId: string): Promise<Run | null> {
  await transaction.query('select from sync_runs where id = $1 for update', [runId]);
  return readRun(transaction, runId);
}

export async function readRun(db: Queryable, runId: string): Promise<Run | null> {
  const { rows } = await db.query(`${selectRun} where run.id = $1`, [runId]);
  return rows[0] ? toRun(rows[0]) : null;
}

/** @returns false when the connection has a run that has not ended, or a run by this id */
export async function insertRun(transaction: Transaction, job: SyncRequested): Promise<boolean> {
  const { rowCount } = await transaction.query(insertQueuedRun, [
    job.runId,
    job.organizationId,
    job.connectionId,
    job.datasetId,
    job.requestedBy,
  ]);
  return rowCount === 1;
}

/** Ends a run and forgets what only a living one needs. */
export async function endRun(
  transaction: Transaction,
  runId: string,
  state: SyncState,
  failure: { code: string; message: string } | null = null,
): Promise<void> {
  await transaction.query(setEnded, [runId, state, failure?.code ?? null, failure?.message ?? null]);
  await transaction.query('delete from listing_shards where run_id = $1', [runId]);
  await transaction.query('delete from missing_objects where run_id = $1', [runId]);
}

const selectRun = `
  select run.*, coalesce(skips.by_reason, '[]') as skipped_by_reason
  from sync_runs run
  left join lateral (
    select jsonb_agg(jsonb_build_object('reason', reason, 'count', count) order by count desc, reason) as by_reason
    from run_skip_counts where run_id = run.id
  ) skips on true`;

const listNewestRuns = `
  ${selectRun}
  where run.organization_id = $1 and run.id in (
    select newest.id
    from unnest($2::uuid[]) as wanted (connection_id)
    cross join lateral (
      select id from sync_runs
      where organization_id = $1 and connection_id = wanted.connection_id
      order by id desc limit $3
    ) newest
  )
  order by run.id desc`;

const selectActiveRuns = `
  ${selectRun}
  where run.organization_id = $1 and ($2::uuid[] is null or run.connection_id = any($2::uuid[]))
    and run.state in ('QUEUED', 'RUNNING', 'HELD')`;

const insertQueuedRun = `
  insert into sync_runs (id, organization_id, connection_id, dataset_id, requested_by, state)
  values ($1, $2, $3, $4, $5, 'QUEUED')
  on conflict do nothing`;

const setEnded = `
  update sync_runs
  set state = $2, failure_code = $3, failure_message = $4, finished_at = clock_timestamp()
  where id = $1`;

interface RunRow {
  id: string;
  ordinal: number;
  organization_id: string;
  connection_id: string;
  dataset_id: string;
  state: SyncState;
  requested_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  failure_code: string | null;
  failure_message: string | null;
  listing_done: boolean;
  removals: Removals;
  known_before: number;
  missing: number;
  listed: number;
  unchanged: number;
  left_out: number;
  added: number;
  updated: number;
  skipped: number;
  removed: number;
  batches_open: number;
  bytes_read: number;
  request_count: number;
  sequence: number;
  skipped_by_reason: { reason: SkipReason; count: number }[];
}

function toRun(row: RunRow): Run {
  return {
    id: row.id,
    ordinal: row.ordinal,
    organizationId: row.organization_id,
    connectionId: row.connection_id,
    datasetId: row.dataset_id,
    state: row.state,
    requestedAt: row.requested_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    failure: row.failure_code ? { code: row.failure_code, message: row.failure_message ?? '' } : null,
    listingDone: row.listing_done,
    removals: row.removals,
    counts: {
      listed: row.listed,
      unchanged: row.unchanged,
      leftOut: row.left_out,
      added: row.added,
      updated: row.updated,
      skipped: row.skipped,
      removed: row.removed,
      missing: row.missing,
      knownBefore: row.known_before,
      batchesOpen: row.batches_open,
      bytesRead: row.bytes_read,
      requestCount: row.request_count,
    },
    skippedByReason: row.skipped_by_reason,
    sequence: row.sequence,
  };
}
