import { type BatchInspected, batchInspected, inspectionDue } from '@bucket-sync/shared/contracts';
import { newId } from '@bucket-sync/shared/ids';
import { enqueue } from '@bucket-sync/shared/outbox';
import type { Transaction } from '@bucket-sync/shared/postgres';
import type { RecordedPage } from '../domain/ports.ts';
import type { Run } from '../domain/run.ts';
import { isEveryShardDone } from './shard-store.ts';

/** Writes down one page: its counts, what is missing in its range, and the batches that are to be inspected. */
export async function storePage(transaction: Transaction, page: RecordedPage): Promise<void> {
  if (page.missingKeys.length > 0) await transaction.query(insertMissing, [page.runId, page.missingKeys]);
  await openBatches(
    transaction,
    page.runId,
    page.batches.map(({ batchId }) => batchId),
  );
  await enqueue(transaction, 'sync', inspectionDue, page.batches);
  if (page.unstorableCount > 0) await transaction.query(countUnstorable, [page.runId, page.unstorableCount]);
  await transaction.query(addPage, [
    page.runId,
    page.listedCount,
    page.unchangedCount,
    page.unstorableCount,
    page.missingKeys.length,
    page.resumeAfter === null && (await isEveryShardDone(transaction, page.runId)),
    page.leftOutCount,
  ]);
}

/** A removal travels as a batch does, so that it applies once and is tallied. */
const REMOVALS_A_BATCH = 1_000;
const REMOVALS_A_ROUND = 10 * REMOVALS_A_BATCH;

/** Sends the next round of missing objects to be removed. @returns false when there are no more */
export async function storeRemovals(transaction: Transaction, run: Run): Promise<boolean> {
  const { rows } = await transaction.query(takeMissing, [run.id, REMOVALS_A_ROUND, REMOVALS_A_BATCH]);
  if (rows.length === 0) return false;
  const batches = rows.map((row) => ({ ...emptyBatch(run, `removals.${newId()}`), removed: row.keys }));
  await sendToIntake(transaction, run, batches);
  await transaction.query(`update sync_runs set state = 'RUNNING', removals = 'REMOVING' where id = $1`, [run.id]);
  return true;
}

/**
 * Sends a batch of nothing, to be taken in before the run lists anything: from then on no batch of an earlier run is, and what
 * became of those before it was tallied first.
 */
export async function storeOpening(transaction: Transaction, run: Run): Promise<void> {
  await sendToIntake(transaction, run, [emptyBatch(run, 'opening')]);
}

function emptyBatch(run: Run, name: string): BatchInspected {
  return {
    organizationId: run.organizationId,
    connectionId: run.connectionId,
    datasetId: run.datasetId,
    runId: run.id,
    runOrdinal: run.ordinal,
    batchId: `${run.id}.${name}`,
    accepted: [],
    skipped: [],
    removed: [],
    cost: { requestCount: 0, bytesRead: 0 },
  };
}

async function sendToIntake(transaction: Transaction, run: Run, batches: readonly BatchInspected[]): Promise<void> {
  const batchIds = batches.map(({ batchId }) => batchId);
  await openBatches(transaction, run.id, batchIds);
  await enqueue(transaction, 'sync', batchInspected, batches);
}

async function openBatches(transaction: Transaction, runId: string, batchIds: readonly string[]): Promise<void> {
  if (batchIds.length === 0) return;
  await transaction.query('insert into run_batches (run_id, batch_id) select $1, unnest($2::text[])', [
    runId,
    batchIds,
  ]);
  await transaction.query('update sync_runs set batches_open = batches_open + $2 where id = $1', [
    runId,
    batchIds.length,
  ]);
}

const insertMissing = `
  insert into missing_objects (run_id, object_key) select $1, unnest($2::text[]) on conflict do nothing`;

const addPage = `
  update sync_runs
  set listed = listed + $2, unchanged = unchanged + $3, skipped = skipped + $4, missing = missing + $5,
    listing_done = listing_done or $6, left_out = left_out + $7, request_count = request_count + 1
  where id = $1`;

const countUnstorable = `
  insert into run_skip_counts (run_id, reason, count) values ($1, 'UNSUPPORTED_FORMAT', $2)
  on conflict (run_id, reason) do update set count = run_skip_counts.count + excluded.count`;

/** Takes the first of the missing keys, and answers them in batches. */
const takeMissing = `
  with taken as (
    delete from missing_objects
    where run_id = $1 and object_key in (
      select object_key from missing_objects where run_id = $1 order by object_key limit $2
    )
    returning object_key
  )
  select array_agg(object_key order by object_key) as keys
  from (select object_key, (row_number() over (order by object_key) - 1) / $3 as batch from taken) numbered
  group by batch
  order by batch`;
