import { REDELIVERY_DAYS } from '@bucket-sync/shared/contracts';
import { deletePortion, type Pool } from '@bucket-sync/shared/postgres';

const DAY_MS = 86_400_000;

/**
 * Deletes a portion of what is too old to be asked for: which batches were applied, and what runs of the past skipped.
 * What is left out now stays, however old.
 */
export async function forgetHistory(pool: Pool, skipHistoryDays: number, now: Date): Promise<{ isMore: boolean }> {
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const oldest = (time: string) => `${time} < $1 order by ${time}`;
  const batches = await deletePortion(pool, 'applied_batches', oldest('applied_at'), [before(REDELIVERY_DAYS)]);
  const skips = await deletePortion(pool, 'past_skips', oldest('last_skipped_at'), [before(skipHistoryDays)]);
  return { isMore: batches.isMore || skips.isMore };
}
