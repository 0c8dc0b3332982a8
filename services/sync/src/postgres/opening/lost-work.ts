import type { AssetsHeld, BatchIngested } from '@bucket-sync/shared/contracts';
import { binaryArray, type ElementType, type Transaction } from '@bucket-sync/shared/postgres';
import type { Run } from '../../domain/run/run.ts';
import { findOpenBatch } from '../batch-store.ts';
import { deleteListedOf } from '../listing/listed-range-store.ts';
import { lockRun, readRun } from '../run-store.ts';

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
export function isOutnumbered(run: Run, { newestRun = 0 }: BatchIngested): boolean {
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
 * Whether assets has more or fewer assets of the connection than are known: a database was restored to an earlier time,
 * or a failover lost its last transactions. The same difference in the run before shows that nothing can be done.
 *
 * @param run  with what is known after every batch of earlier runs
 * @param assetCount  the assets of the connection, after the same batches
 */
export async function isOtherNumber(transaction: Transaction, run: Run, assetCount: number): Promise<boolean> {
  const lost = run.counts.knownAssetsBefore - assetCount;
  if (run.onlyReasons !== null || lost === 0) return false;
  const { rowCount } = await transaction.query(setLostAssets, [run.id, run.connectionId, lost, run.organizationId]);
  if (rowCount === 0) return false;
  // A range that is listed as before is not compared, and its known objects may change now.
  await deleteListedOf(transaction, run);
  return true;
}

/** Known objects that one transaction compares. The range of a message may hold millions. */
const PORTION = 20_000;

/**
 * Brings what is known of a range of keys in agreement with its assets. A known asset that is lost or has other bytes
 * is inspected again. An asset that is not known becomes known, so it is missed if its file is gone. A message that
 * comes late changes nothing.
 */
export async function reconcileAssets(
  record: <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>,
  held: AssetsHeld,
): Promise<void> {
  for (let next: string | null = held.after ?? ''; next !== null; ) {
    const after: string = next;
    next = await record((transaction) => reconcilePortion(transaction, held, after));
  }
}

/** @returns the last compared key; null once the range is done, or the message comes late */
async function reconcilePortion(transaction: Transaction, held: AssetsHeld, after: string): Promise<string | null> {
  const { organizationId, connectionId, assets, upTo } = held;
  const run = await lockRun(transaction, held.runId);
  if (!run || run.organizationId !== organizationId || run.connectionId !== connectionId) return null;
  if (!(await findOpenBatch(transaction, held.runId, held.batchId))) return null;
  const column = (type: ElementType, name: keyof AssetsHeld['assets'][number]) =>
    binaryArray(
      type,
      assets.map((asset) => asset[name]),
    );
  const keys = column('text', 'objectKey');
  const range = [connectionId, organizationId, after, upTo];
  const { rows } = await transaction.query(setLostUnsettled, [...range, keys, PORTION]);
  if (rows[0]) return rows[0].last_key;
  const values = [keys, column('text', 'etag'), column('bigint', 'sizeBytes')];
  await transaction.query(upsertHeld, [connectionId, organizationId, ...values]);
  return null;
}

// Negative where there are more assets than known. No row: the previous whole run found the same difference.
const setLostAssets = `
  with own as (
    update sync_runs set lost_assets = $3 where id = $1
  )
  select from (
    select coalesce((
      select lost_assets
      from sync_runs
      where organization_id = $4 and connection_id = $2 and id <> $1 and only_reasons is null
        and state in ('SUCCEEDED', 'SUCCEEDED_WITH_SKIPS')
      order by ordinal desc
      limit 1
    ), 0) as lost_assets
  ) before
  where before.lost_assets <> $3`;

// No row: the portion is the last one.
const setLostUnsettled = `
  with portion as (
    select object_key
    from known_objects
    where connection_id = $1 and organization_id = $2
      and object_key > $3 and ($4::text is null or object_key <= $4)
    order by object_key
    limit $6
  ), lost as (
    update known_objects
    set unsettled_reason = 'READ_FAILED'
    where connection_id = $1 and organization_id = $2 and is_asset and unsettled_reason is null
      and object_key > $3 and object_key <= (select max(object_key) from portion)
      and not exists (select from unnest($5::text[]) as held (key) where held.key = object_key collate "C")
  )
  select max(object_key) as last_key from portion having count(*) = $6`;

const upsertHeld = `
  insert into known_objects (connection_id, organization_id, object_key, etag, size_bytes, is_asset)
  select $1, $2, unnest($3::text[]), unnest($4::text[]), unnest($5::bigint[]), true
  on conflict (connection_id, object_key) do update
  set is_asset = true, unsettled_reason = 'READ_FAILED', skip_reason = null
  where known_objects.organization_id = excluded.organization_id and (
    not known_objects.is_asset
    or known_objects.unsettled_reason is null
    and (known_objects.etag, known_objects.size_bytes) is distinct from (excluded.etag, excluded.size_bytes)
  )`;
