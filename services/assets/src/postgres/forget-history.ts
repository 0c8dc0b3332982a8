import type { Pool } from '@bucket-sync/shared/postgres';

const DAY_MS = 86_400_000;

/** Longer than any topic, dead letters included, keeps a message (28 days): none of these is delivered again. */
const APPLIED_BATCHES_DAYS = 35;

/** Rows deleted by one statement: none holds its locks, or a replica's replay, for longer than a moment. */
const PORTION = 10_000;

/**
 * Deletes a portion of what is too old to be asked for: which batches were applied, and what runs of the past skipped.
 * What is left out now stays, however old.
 */
export async function forgetHistory(pool: Pool, skipHistoryDays: number, now: Date): Promise<{ isMore: boolean }> {
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const batches = await pool.query(deleteBatches, [before(APPLIED_BATCHES_DAYS), PORTION]);
  const skips = await pool.query(deleteSkips, [before(skipHistoryDays), PORTION]);
  return { isMore: [batches, skips].some(({ rowCount }) => rowCount === PORTION) };
}

// Replicas that forget side by side each take a portion of their own.
const deleteBatches = `
  delete from applied_batches where ctid = any(array(
    select ctid from applied_batches where applied_at < $1 order by applied_at limit $2 for update skip locked))`;

const deleteSkips = `
  delete from past_skips where ctid = any(array(
    select ctid from past_skips where last_skipped_at < $1 order by last_skipped_at limit $2 for update skip locked))`;
