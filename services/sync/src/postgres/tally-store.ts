import type { BatchTakenIn } from '@bucket-sync/shared/contracts';
import type { Transaction } from '@bucket-sync/shared/postgres';
import { keepOutcomes } from './known-object-store.ts';

/** Counts a batch and keeps what is now known. @returns false when it was counted before */
export async function storeTally(transaction: Transaction, batch: BatchTakenIn): Promise<boolean> {
  const { rowCount } = await transaction.query(setTallied, [batch.runId, batch.batchId]);
  if (rowCount === 0) return false;
  await keepOutcomes(transaction, batch);
  const counted = Map.groupBy(batch.outcomes, ({ outcome }) => outcome);
  const count = (outcome: string) => counted.get(outcome as never)?.length ?? 0;
  await transaction.query(addTally, [
    batch.runId,
    count('ADDED'),
    count('UPDATED'),
    count('SKIPPED'),
    count('REMOVED'),
    batch.cost.bytesRead,
    batch.cost.requestCount,
  ]);
  const byReason = Map.groupBy(counted.get('SKIPPED') ?? [], ({ reason }) => reason ?? 'CORRUPT');
  await transaction.query(addSkips, [
    batch.runId,
    [...byReason.keys()],
    [...byReason.values()].map((outcomes) => outcomes.length),
  ]);
  return true;
}

const setTallied = `
  update run_batches set is_tallied = true where run_id = $1 and batch_id = $2 and not is_tallied`;

const addTally = `
  update sync_runs
  set added = added + $2, updated = updated + $3, skipped = skipped + $4, removed = removed + $5,
    bytes_read = bytes_read + $6, request_count = request_count + $7, batches_open = batches_open - 1
  where id = $1`;

const addSkips = `
  insert into run_skip_counts (run_id, reason, count)
  select $1, reason, count from unnest($2::text[], $3::bigint[]) as skips (reason, count)
  on conflict (run_id, reason) do update set count = run_skip_counts.count + excluded.count`;
