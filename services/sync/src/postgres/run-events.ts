import { runEnded, runProgressed, runStarted } from '@bucket-sync/shared/contracts';
import { enqueue } from '@bucket-sync/shared/outbox';
import type { Transaction } from '@bucket-sync/shared/postgres';
import type { Run } from '../domain/run/run.ts';
import { snapshotOf } from '../domain/run/run-snapshot.ts';
import { hasEnded } from '../domain/run/run-state.ts';
import { nextSequence, readRun } from './run-store.ts';

type Change = 'STARTED' | 'STATE' | 'PROGRESS';

/**
 * Publishes a snapshot of the run within the transaction that changed it. A change of state is always published;
 * progress alone at most four times a second.
 *
 * @returns the run as it is now
 */
export async function publishRun(transaction: Transaction, runId: string, change: Change): Promise<Run> {
  const isPublished = await nextSequence(transaction, runId, change !== 'PROGRESS');
  const run = (await readRun(transaction, runId))!;
  if (isPublished) await enqueue(transaction, 'sync', eventOf(run, change), [snapshotOf(run, new Date())]);
  return run;
}

function eventOf(run: Run, change: Change) {
  if (change === 'STARTED') return runStarted;
  return hasEnded(run.state) ? runEnded : runProgressed;
}
