import { runEnded, runProgressed, runStarted } from '@bucket-sync/shared/contracts';
import { enqueue } from '@bucket-sync/shared/outbox';
import type { Transaction } from '@bucket-sync/shared/postgres';
import { hasEnded, type Run, snapshotOf } from '../domain/run.ts';
import { readRun } from './run-store.ts';

/**
 * Publishes a snapshot of the run, with the transaction that changed it. A change of state is always published; mere
 * progress at most four times a second.
 *
 * @returns the run as it is now
 */
export async function publishRun(
  transaction: Transaction,
  runId: string,
  change: 'STARTED' | 'STATE' | 'PROGRESS',
): Promise<Run> {
  const { rowCount } = await transaction.query(nextSequence, [runId, change !== 'PROGRESS']);
  const run = (await readRun(transaction, runId))!;
  if (rowCount === 0) return run;
  const event = change === 'STARTED' ? runStarted : hasEnded(run.state) ? runEnded : runProgressed;
  await enqueue(transaction, 'sync', event, [snapshotOf(run, new Date())]);
  return run;
}

const nextSequence = `
  update sync_runs
  set sequence = sequence + 1, published_at = clock_timestamp()
  where id = $1 and ($2 or published_at is null or published_at < clock_timestamp() - interval '250 ms')`;
