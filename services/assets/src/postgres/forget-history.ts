import { REDELIVERY_DAYS } from '@bucket-sync/shared/contracts';
import { deletePortion, type Pool } from '@bucket-sync/shared/postgres';

const DAY_MS = 86_400_000;

export interface HistoryDays {
  skipHistoryDays: number;
  formerAssetDays: number;
}

/**
 * Deletes a portion of old rows: applied batches, the skipped files of past runs, and former assets. Files that are
 * currently skipped stay, even old ones. Their former assets also stay, if they were withdrawn.
 */
export async function forgetHistory(pool: Pool, days: HistoryDays, now: Date): Promise<{ isMore: boolean }> {
  const forget = (table: string, time: string, age: number, more = '') =>
    deletePortion(pool, table, `${time} < $1 ${more} order by ${time}`, [new Date(now.getTime() - age * DAY_MS)]);
  const portions = [
    await forget('applied_batches', 'applied_at', REDELIVERY_DAYS),
    await forget('past_skips', 'last_skipped_at', days.skipHistoryDays),
    await forget('former_assets', 'left_at', days.formerAssetDays, notSkippedNow),
  ];
  return { isMore: portions.some(({ isMore }) => isMore) };
}

const notSkippedNow = `and not (why = 'WITHDRAWN' and exists (
  select from skipped_files as skipped
  where skipped.organization_id = former_assets.organization_id and skipped.dataset_id = former_assets.dataset_id
    and skipped.object_key = former_assets.object_key and skipped.connection_id = former_assets.connection_id
))`;
