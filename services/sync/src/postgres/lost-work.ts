import type { BatchTakenIn } from '@bucket-sync/shared/contracts';
import type { Transaction } from '@bucket-sync/shared/postgres';
import type { Run } from '../domain/run/run.ts';
import { readRun } from './run-store.ts';

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

/** The most numbers that are skipped. A greater one comes from no database of ours, and would use up the sequence. */
const MOST_LOST_NUMBERS = 1_000_000_000;

/**
 * Whether assets knows a later run of the connection, although this run is in progress. The database was then restored
 * to an earlier time, and numbers its runs again as it did before. Assets ingests nothing of this run.
 */
export function isOutnumbered(run: Run, { newestRun = 0 }: BatchTakenIn): boolean {
  return newestRun > run.ordinal;
}

/**
 * Gives a run that has sent nothing but its opening a number after `newestRun`.
 *
 * @returns the run; null when the number is out of reach
 */
export async function renumber(transaction: Transaction, run: Run, newestRun: number): Promise<Run | null> {
  if (newestRun - run.ordinal > MOST_LOST_NUMBERS) return null;
  await transaction.query(skipNumbers, [newestRun]);
  await transaction.query('update sync_runs set ordinal = default where id = $1', [run.id]);
  return readRun(transaction, run.id);
}

const skipNumbers = `
  select setval(pg_get_serial_sequence('sync_runs', 'ordinal'), greatest(
    nextval(pg_get_serial_sequence('sync_runs', 'ordinal')), $1::bigint
  ))`;
