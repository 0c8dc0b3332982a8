import { newId } from '@bucket-sync/shared/ids';
import { inTransaction, type Pool, type Transaction } from '@bucket-sync/shared/postgres';
import {
  type BatchNames,
  type DeferredBatch,
  type DeferredBatches,
  type DeferredObject,
  pauseMsOf,
  waitingForOf,
} from '../domain/deferred.ts';
import { insertBatches } from './batch-store.ts';
import { publishRun } from './run-events.ts';
import { addProgress, lockRun } from './run-store.ts';

/**
 * A bucket that serves few reads has a batch split a hundred times, one part off the other. The id of each part follows
 * the id of the first batch, so it does not grow beyond what a message may hold.
 */
const splitOffFrom = (batchId: string): string => `${batchId.split('~', 1)[0]}~${newId()}`;

/** Longer than a round with its verdicts. When a process is killed, its batch is claimed again after this time. */
const LEASE_SECONDS = 30;

export function createDeferredBatches({ pool, nudge }: { pool: Pool; nudge: () => void }): DeferredBatches {
  const record = async <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> => {
    const result = await inTransaction(pool, work);
    nudge();
    return result;
  };
  return {
    splitOff: (names, objects, waitedMs) =>
      record(async (transaction) => {
        const run = await lockRun(transaction, names.runId);
        if (run?.state !== 'RUNNING') return false;
        const keys = objects.map(({ object }) => object.key);
        const { rowCount } = await transaction.query(addSplitOffKeys, [names.runId, names.batchId, keys]);
        if (rowCount === 0) return false;
        const batchId = splitOffFrom(names.batchId);
        await insertBatches(transaction, names.runId, [batchId]);
        await insertDeferred(transaction, { ...names, batchId }, objects, waitedMs);
        await addProgress(transaction, run, { batchesOpen: 1 });
        await publishRun(transaction, names.runId, 'PROGRESS');
        return true;
      }),

    async claim(limit) {
      const { rows } = await pool.query(claimDue, [limit, LEASE_SECONDS]);
      return rows.map(toBatch);
    },

    postpone: (names, objects) =>
      record(async (transaction) => {
        await transaction.query(setDue, [
          names.runId,
          names.batchId,
          JSON.stringify(objects),
          pauseMsOf(objects),
          waitingForOf(objects),
        ]);
        await publishRun(transaction, names.runId, 'PROGRESS');
      }),

    close: async ({ runId, batchId }) => {
      await pool.query('delete from deferred_batches where run_id = $1 and batch_id = $2', [runId, batchId]);
    },
  };
}

/** Deletes the deferred batches of a run that has ended. */
export async function deleteDeferred(transaction: Transaction, runId: string): Promise<void> {
  await transaction.query('delete from deferred_batches where run_id = $1', [runId]);
}

async function insertDeferred(
  transaction: Transaction,
  names: BatchNames,
  objects: readonly DeferredObject[],
  waitedMs: number,
): Promise<void> {
  await transaction.query(insertDeferredBatch, [
    names.runId,
    names.batchId,
    JSON.stringify(objects),
    waitedMs,
    pauseMsOf(objects),
    waitingForOf(objects),
    JSON.stringify({ withdraw: names.withdraw, renames: names.renames, isRecheck: names.isRecheck }),
  ]);
}

interface DeferredRow {
  run_id: string;
  batch_id: string;
  organization_id: string;
  connection_id: string;
  dataset_id: string;
  ordinal: number;
  objects: DeferredObject[];
  options: Pick<BatchNames, 'withdraw' | 'renames' | 'isRecheck'>;
  waited_ms: number;
  split_off_keys: string[] | null;
}

function toBatch(row: DeferredRow): DeferredBatch {
  const splitOff = new Set(row.split_off_keys);
  return {
    names: {
      organizationId: row.organization_id,
      connectionId: row.connection_id,
      datasetId: row.dataset_id,
      runId: row.run_id,
      runOrdinal: row.ordinal,
      batchId: row.batch_id,
      ...row.options,
    },
    objects: row.objects.filter(({ object }) => !splitOff.has(object.key)),
    waitedMs: row.waited_ms,
  };
}

const addSplitOffKeys = `
  update run_batches
  set split_off_keys = coalesce(split_off_keys, '{}') || $3::text[]
  where run_id = $1 and batch_id = $2 and not is_tallied`;

const insertDeferredBatch = `
  insert into deferred_batches (run_id, batch_id, objects, waiting_since, due_at, waiting_for, options)
  values (
    $1, $2, $3::jsonb, now() - make_interval(secs => $4::double precision / 1000),
    now() + make_interval(secs => $5::double precision / 1000), $6, $7::jsonb
  )`;

const setDue = `
  update deferred_batches
  set objects = $3::jsonb, due_at = now() + make_interval(secs => $4::double precision / 1000), waiting_for = $5
  where run_id = $1 and batch_id = $2`;

const claimDue = `
  update deferred_batches deferred
  set due_at = now() + make_interval(secs => $2)
  from sync_runs run, run_batches batch
  where (deferred.run_id, deferred.batch_id) in (
      select due.run_id, due.batch_id
      from deferred_batches due
      join sync_runs running on running.id = due.run_id and running.state = 'RUNNING'
      where due.due_at <= now()
      order by due.due_at
      limit $1
      for update of due skip locked
    )
    and run.id = deferred.run_id
    and batch.run_id = deferred.run_id and batch.batch_id = deferred.batch_id
  returning deferred.run_id, deferred.batch_id, deferred.objects, deferred.options, batch.split_off_keys,
    run.organization_id, run.connection_id, run.dataset_id, run.ordinal,
    (extract(epoch from now() - deferred.waiting_since) * 1000)::double precision as waited_ms`;
