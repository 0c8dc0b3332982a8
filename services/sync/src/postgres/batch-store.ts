import { type BatchInspected, batchInspected, inspectionDue, REDELIVERY_DAYS } from '@bucket-sync/shared/contracts';
import { enqueue } from '@bucket-sync/shared/outbox';
import { deletePortion, type Pool, type Transaction } from '@bucket-sync/shared/postgres';
import type { RecordedPage } from '../domain/ports.ts';
import type { Run } from '../domain/run.ts';

/** Opens the batches of a page and sends them to be inspected. */
export async function sendToInspection(transaction: Transaction, page: RecordedPage): Promise<void> {
  await insertBatches(
    transaction,
    page.runId,
    page.batches.map(({ batchId }) => batchId),
  );
  await enqueue(transaction, 'sync', inspectionDue, page.batches);
}

/** Opens batches that need no inspection and sends them to be ingested. */
export async function sendToIntake(transaction: Transaction, batches: readonly BatchInspected[]): Promise<void> {
  const runId = batches[0]!.runId;
  await insertBatches(
    transaction,
    runId,
    batches.map(({ batchId }) => batchId),
  );
  await enqueue(transaction, 'sync', batchInspected, batches);
}

/** A batch of the run that names no object. */
export function emptyBatch(run: Run, name: string): BatchInspected {
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

/** Null when the run is not running, or the batch was tallied: nothing is left to do for it. */
export async function findOpenBatch(
  pool: Pool,
  runId: string,
  batchId: string,
): Promise<{ splitOffKeys: ReadonlySet<string> } | null> {
  const { rows } = await pool.query(selectOpenBatch, [runId, batchId]);
  return rows[0] ? { splitOffKeys: new Set<string>(rows[0].split_off_keys) } : null;
}

/** @returns false when the batch was tallied before, or is unknown */
export async function markTallied(transaction: Transaction, runId: string, batchId: string): Promise<boolean> {
  const { rowCount } = await transaction.query(setTallied, [runId, batchId]);
  return rowCount === 1;
}

/** Deletes a portion of the batches of runs that ended long ago. The runs themselves, a row each, stay. */
export function deleteOldBatches(pool: Pool): Promise<{ isMore: boolean }> {
  return deletePortion(pool, 'run_batches', ofOldRuns, [REDELIVERY_DAYS]);
}

/** Opens batches of the run. Each is open until it is tallied. */
export async function insertBatches(
  transaction: Transaction,
  runId: string,
  batchIds: readonly string[],
): Promise<void> {
  if (batchIds.length > 0) await transaction.query(insertOpenBatches, [runId, batchIds]);
}

const insertOpenBatches = 'insert into run_batches (run_id, batch_id) select $1, unnest($2::text[])';

const selectOpenBatch = `
  select batch.split_off_keys
  from run_batches batch
  join sync_runs run on run.id = batch.run_id
  where batch.run_id = $1 and batch.batch_id = $2 and not batch.is_tallied and run.state = 'RUNNING'`;

const setTallied = `
  update run_batches set is_tallied = true where run_id = $1 and batch_id = $2 and not is_tallied`;

const ofOldRuns = `
  run_id in (select id from sync_runs where finished_at < now() - make_interval(days => $1))`;
