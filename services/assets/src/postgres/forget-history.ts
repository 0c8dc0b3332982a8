import { REDELIVERY_DAYS } from '@bucket-sync/shared/contracts';
import { deletePortion, type Pool } from '@bucket-sync/shared/postgres';
import type { EachInTurn } from './turns.ts';

const DAY_MS = 86_400_000;

export interface HistoryDays {
  skipHistoryDays: number;
  formerAssetDays: number;
}

/**
 * Deletes a portion of old rows: applied batches, the skipped files of past runs, and former assets. Files that are
 * currently skipped stay, even old ones. Their former assets also stay, if they were withdrawn.
 */
export function forgetHistory(
  pool: Pool,
  eachInTurn: EachInTurn,
  days: HistoryDays,
  now: Date,
): Promise<{ isMore: boolean }> {
  const histories = [
    { table: 'applied_batches', time: 'applied_at', age: REDELIVERY_DAYS },
    { table: 'past_skips', time: 'last_skipped_at', age: days.skipHistoryDays },
    { table: 'former_assets', time: 'left_at', age: days.formerAssetDays },
  ];
  return eachInTurn(histories, ({ table, time, age }) => {
    const which = `${time} < $1 ${table === 'former_assets' ? notSkippedNow : ''} order by ${time}`;
    return deletePortion(pool, table, which, [new Date(now.getTime() - age * DAY_MS)]);
  });
}

// The connection that withdrew a file may have been removed. The asset then returns by another one of its bucket, which
// skips the file meanwhile.
const notSkippedNow = `and not (why = 'WITHDRAWN' and exists (
  select from skipped_files as skipped
  join connections on connections.organization_id = skipped.organization_id and connections.id = skipped.connection_id
  where skipped.organization_id = former_assets.organization_id and skipped.dataset_id = former_assets.dataset_id
    and skipped.object_key = former_assets.object_key
    and (connections.id = former_assets.connection_id or connections.bucket_name = former_assets.bucket_name)
))`;
