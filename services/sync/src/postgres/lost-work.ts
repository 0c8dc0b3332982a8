import type { Transaction } from '@bucket-sync/shared/postgres';

/**
 * Locks runs without progress for a day. Their messages no longer exist: a topic was deleted, or a consumer group was
 * moved past them. A run never pauses for that long by itself; it ends after ten minutes of an outage of AWS.
 */
export async function lockStalledRuns(transaction: Transaction): Promise<string[]> {
  const { rows } = await transaction.query(selectStalled);
  return rows.map((row) => row.id);
}

// A held run waits for a person, and a queued one has its job sent again.
const selectStalled = `
  select id
  from sync_runs
  where state = 'RUNNING' and published_at < now() - interval '24 h'
  order by published_at
  limit 100
  for update skip locked`;
