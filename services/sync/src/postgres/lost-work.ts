import type { BatchTakenIn } from '@bucket-sync/shared/contracts';
import type { Transaction } from '@bucket-sync/shared/postgres';
import type { Run } from '../domain/run/run.ts';
import { countKnown, deleteListedOf } from './listing/listed-range-store.ts';
import { readRun } from './run-store.ts';

/**
 * Locks runs without progress for a day. Their messages no longer exist: a topic was deleted, or a consumer group was
 * moved past them. A run never pauses for that long by itself; it ends after ten minutes of an outage of AWS.
 */
export async function lockStalledRuns(transaction: Transaction): Promise<string[]> {
  const { rows } = await transaction.query(selectStalled);
  return rows.map((row) => row.id);
}

// A held run waits for a person, and a queued one has its job sent again.
const selectStalled = `
  select id
  from sync_runs
  where state = 'RUNNING' and published_at < now() - interval '24 h'
  order by published_at
  limit 100
  for update skip locked`;

/** The most numbers that are skipped. A greater one comes from no database of ours, and would use up the sequence. */
const MOST_LOST_NUMBERS = 1_000_000_000;

/**
 * Whether assets knows a later run of the connection, although this run is in progress. The database was then restored
 * to an earlier time, and numbers its runs again as it did before. Assets ingests nothing of this run.
 */
export function isOutnumbered(run: Run, { newestRun = 0 }: BatchTakenIn): boolean {
  return newestRun > run.ordinal;
}

/**
 * Gives a run that has sent nothing but its opening a number after `newestRun`.
 *
 * @returns the run; null when the number is out of reach
 */
export async function renumber(transaction: Transaction, run: Run, newestRun: number): Promise<Run | null> {
  if (newestRun - run.ordinal > MOST_LOST_NUMBERS) return null;
  await transaction.query(skipNumbers, [newestRun]);
  await transaction.query('update sync_runs set ordinal = default where id = $1', [run.id]);
  return readRun(transaction, run.id);
}

const skipNumbers = `
  select setval(pg_get_serial_sequence('sync_runs', 'ordinal'), greatest(
    nextval(pg_get_serial_sequence('sync_runs', 'ordinal')), $1::bigint
  ))`;

/**
 * Makes a run inspect every asset again if assets has fewer of them than are known: its database was restored to an
 * earlier time, or a failover lost its last transactions. Otherwise these files would count as unchanged for good.
 * The same number in the run before shows that another inspection does not help.
 *
 * @param assetCount  the assets of the connection, after every batch of earlier runs
 */
export async function recoverLostAssets(transaction: Transaction, run: Run, assetCount: number): Promise<void> {
  if (run.onlyReasons !== null || assetCount >= run.counts.knownAssetsBefore) return;
  // Batches of earlier runs may have been tallied since this run started.
  const lost = (await countKnown(transaction, run)).assets - assetCount;
  if (lost <= 0) return;
  const { rowCount } = await transaction.query(setLostAssets, [run.id, run.connectionId, lost]);
  if (rowCount === 0) return;
  await transaction.query(setUnsettled, [run.connectionId, run.organizationId]);
  await deleteListedOf(transaction, run);
}

// No row: the previous whole run of the connection found as many lost assets.
const setLostAssets = `
  with own as (
    update sync_runs set lost_assets = $3 where id = $1
  )
  select from (
    select coalesce((
      select lost_assets
      from sync_runs
      where connection_id = $2 and id <> $1 and only_reasons is null and state in ('SUCCEEDED', 'SUCCEEDED_WITH_SKIPS')
      order by ordinal desc
      limit 1
    ), 0) as lost_assets
  ) before
  where before.lost_assets <> $3`;

const setUnsettled = `
  update known_objects
  set unsettled_reason = 'READ_FAILED'
  where connection_id = $1 and organization_id = $2 and is_asset and unsettled_reason is null`;
