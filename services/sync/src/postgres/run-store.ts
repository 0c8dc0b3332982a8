import type { SkipReason, SyncRequested } from '@bucket-sync/shared/contracts';
import { isId } from '@bucket-sync/shared/ids';
import type { KeyRule } from '@bucket-sync/shared/patterns';
import { type Pool, prepared, type Queryable, type Transaction, together } from '@bucket-sync/shared/postgres';
import { rateAfter } from '../domain/recent-rate.ts';
import { finished, type Run, type RunCounts } from '../domain/run/run.ts';
import { hasEnded, type RunPhase } from '../domain/run/run-state.ts';
import { COUNT_COLUMNS, COUNT_NAMES, selectRun, toRun } from './run-row.ts';

/** The run with its counts; null when the organization has none by this id, which may be any text. */
export async function findRun(db: Queryable, organizationId: string, runId: string): Promise<Run | null> {
  if (!isId(runId)) return null;
  const { rows } = await db.query(`${selectRun} where run.organization_id = $1 and run.id = $2`, [
    organizationId,
    runId,
  ]);
  return rows[0] ? toRun(rows[0]) : null;
}

/** The run of each connection that has not ended. */
export async function activeRuns(
  db: Queryable,
  organizationId: string,
  connectionIds: readonly string[],
): Promise<Run[]> {
  const { rows } = await db.query(selectActiveRuns, [organizationId, connectionIds]);
  return rows.map(toRun);
}

/** Locks the run for the transaction: pages, tallies and decisions of one run are recorded one after another. */
export async function lockRun(transaction: Transaction, runId: string): Promise<Run | null> {
  const [, run] = await together(transaction.query(lockById, [runId]), readRun(transaction, runId));
  return run;
}

export async function readRun(db: Queryable, runId: string): Promise<Run | null> {
  const { rows } = await db.query(selectById, [runId]);
  return rows[0] ? toRun(rows[0]) : null;
}

export async function isRunning(pool: Pool, runId: string): Promise<boolean> {
  const { rowCount } = await pool.query(selectRunning, [runId]);
  return rowCount === 1;
}

/** @returns false when the connection has a run that has not ended, or a run by this id */
export async function insertRun(transaction: Transaction, job: SyncRequested): Promise<boolean> {
  const { rowCount } = await transaction.query(insertQueuedRun, [
    job.runId,
    job.organizationId,
    job.connectionId,
    job.datasetId,
    job.requestedBy,
    job.only ?? null,
  ]);
  return rowCount === 1;
}

/** Stores the rule for which objects belong to the connection. It applies to every page of the run. */
export async function setKeyRule(transaction: Transaction, runId: string, rule: KeyRule): Promise<void> {
  await transaction.query('update sync_runs set key_rule = $2 where id = $1', [runId, JSON.stringify(rule)]);
}

/**
 * Notes that known objects of the connection change outside of its run. What a slice compared before the change then
 * leaves no listed range.
 */
export async function noteKnownChange(
  transaction: Transaction,
  { organizationId, connectionId }: Pick<Run, 'organizationId' | 'connectionId'>,
): Promise<void> {
  await transaction.query(addKnownChange, [organizationId, connectionId]);
}

/** Stores the phase that `transition` returned. */
export async function updatePhase(transaction: Transaction, runId: string, phase: RunPhase): Promise<void> {
  const { state, removals, failure } = phase;
  await transaction.query(setPhase, [
    runId,
    state,
    removals,
    failure?.code ?? null,
    failure?.message ?? null,
    hasEnded(state),
  ]);
}

/**
 * Adds to the counts of a locked run. `isListingDone` stays true once it was.
 *
 * @returns the run with its new counts
 */
export async function addProgress(
  transaction: Transaction,
  run: Run,
  counts: Partial<RunCounts>,
  isListingDone = false,
): Promise<Run> {
  const rate = rateAfter(run.rate, finished(counts), new Date());
  const values = COUNT_NAMES.map((name) => counts[name] ?? 0);
  await transaction.query(addCounts, [run.id, isListingDone, rate.perSecond, rate.at, ...values]);
  const sums = { ...run.counts };
  for (const name of COUNT_NAMES) sums[name] += counts[name] ?? 0;
  return { ...run, rate, counts: sums, listingDone: run.listingDone || isListingDone };
}

export async function addSkips(
  transaction: Transaction,
  runId: string,
  skips: ReadonlyMap<SkipReason, number>,
): Promise<void> {
  if (skips.size > 0) await transaction.query(addSkipCounts, [runId, [...skips.keys()], [...skips.values()]]);
}

const selectById = prepared(`${selectRun} where run.id = $1`);

const lockById = prepared('select from sync_runs where id = $1 for update');

const selectRunning = prepared(`select from sync_runs where id = $1 and state = 'RUNNING'`);

const selectActiveRuns = `
  ${selectRun}
  where run.organization_id = $1 and run.connection_id = any($2::uuid[])
    and run.state in ('QUEUED', 'RUNNING', 'HELD')`;

const insertQueuedRun = `
  insert into sync_runs (id, organization_id, connection_id, dataset_id, requested_by, state, only_reasons, turn)
  select $1, $2, $3::uuid, $4, $5, 'QUEUED', $6::text[], coalesce(max(turn) + 1, 0)
  from (
    select turn
    from sync_runs
    where organization_id = $2 and connection_id = $3::uuid and only_reasons is null
      and state in ('SUCCEEDED', 'SUCCEEDED_WITH_SKIPS')
    order by ordinal desc
    limit 1
  ) newest
  on conflict do nothing`;

const setPhase = `
  update sync_runs
  set state = $2, removals = $3, failure_code = $4, failure_message = $5,
    started_at = coalesce(started_at, case when $2 = 'RUNNING' then clock_timestamp() end),
    finished_at = case when $6 then clock_timestamp() end
  where id = $1`;

const addKnownChange = `
  update sync_runs
  set known_changes = known_changes + 1
  where organization_id = $1 and connection_id = $2 and state in ('QUEUED', 'RUNNING', 'HELD')`;

const addCounts = prepared(`
  update sync_runs
  set listing_done = listing_done or $2, recent_rate = $3, recent_rate_at = $4,
    ${COUNT_NAMES.map((name, at) => `${COUNT_COLUMNS[name]} = ${COUNT_COLUMNS[name]} + $${at + 5}`).join(', ')}
  where id = $1`);

const addSkipCounts = prepared(`
  insert into run_skip_counts (run_id, reason, count)
  select $1, reason, count from unnest($2::text[], $3::bigint[]) as skips (reason, count)
  on conflict (run_id, reason) do update set count = run_skip_counts.count + excluded.count`);
