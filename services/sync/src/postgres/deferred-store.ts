import { newId } from '@bucket-sync/shared/ids';
import { inTransaction, type Pool, type Transaction } from '@bucket-sync/shared/postgres';
import {
  type BatchNames,
  type DeferredBatch,
  type DeferredObject,
  pauseMsOf,
  waitingForOf,
} from '../domain/deferred.ts';
import type { DeferredBatches } from '../domain/ports.ts';
import { insertBatches } from './batch-store.ts';
import { publishProgress } from './run-events.ts';
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
        await publishProgress(transaction, names.runId);
        return true;
      }),

    async claim({ shared, all, reserved, taken }) {
      const lanes = [shared, all, reserved, [...taken.keys()], [...taken.values()]];
      const { rows } = await pool.query(claimDue, [LEASE_SECONDS, ...lanes]);
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
        await publishProgress(transaction, names.runId);
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

// `lane` counts the lanes of an organization, those included that it has.
const selectTurns = `
  select run_id, batch_id, lane, row_number() over (order by lane, due_at) as turn
  from (
    select run_id, batch_id, due_at, coalesce(taken.lanes, 0) + row_number() over (
      partition by organization_id order by of_connection, due_at
    ) as lane
    from (
      select run_id, batch_id, due_at, organization_id,
        row_number() over (partition by connection_id order by due_at) as of_connection
      from deferred_batches
      join sync_runs running on running.id = run_id and running.state = 'RUNNING'
      where due_at <= now()
    ) due_now
    left join unnest($5::text[], $6::int[]) as taken (organization_id, lanes) using (organization_id)
  ) in_lanes`;

const claimDue = `
  update deferred_batches deferred
  set due_at = now() + make_interval(secs => $1)
  from sync_runs run, run_batches batch
  where (deferred.run_id, deferred.batch_id) in (
      select due.run_id, due.batch_id
      from deferred_batches due
      join (${selectTurns}) turns using (run_id, batch_id)
      where due.due_at <= now() and (turn <= $2 or (turn <= $3 and lane <= $4))
      for update of due skip locked
    )
    and run.id = deferred.run_id
    and batch.run_id = deferred.run_id and batch.batch_id = deferred.batch_id
  returning deferred.run_id, deferred.batch_id, deferred.objects, deferred.options, batch.split_off_keys,
    run.organization_id, run.connection_id, run.dataset_id, run.ordinal,
    (extract(epoch from now() - deferred.waiting_since) * 1000)::double precision as waited_ms`;
