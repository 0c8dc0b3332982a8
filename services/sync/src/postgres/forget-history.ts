import type { Pool } from '@bucket-sync/shared/postgres';

/** Longer than any topic, dead letters included, keeps a message (28 days): no batch of such a run is answered again. */
const BATCHES_DAYS = 35;

/** Rows deleted by one statement: none holds its locks, or a replica's replay, for longer than a moment. */
const PORTION = 10_000;

/** Deletes a portion of the batches of runs that ended long ago; the runs themselves, a row each, stay. */
export async function forgetHistory(pool: Pool): Promise<{ isMore: boolean }> {
  const { rowCount } = await pool.query(deleteBatches, [BATCHES_DAYS, PORTION]);
  return { isMore: rowCount === PORTION };
}

// Replicas that forget side by side each take a portion of their own.
const deleteBatches = `
  delete from run_batches where ctid = any(array(
    select batch.ctid from run_batches as batch join sync_runs as run on run.id = batch.run_id
    where run.finished_at < now() - make_interval(days => $1) limit $2 for update of batch skip locked))`;
