import type { Transaction } from '@bucket-sync/shared/postgres';
import type { RecordedPage } from '../domain/ports.ts';
import type { Run } from '../domain/run/run.ts';
import { hasEnded, type RunTransition, transition } from '../domain/run/run-state.ts';
import { emptyBatch, sendToInspection, sendToIntake } from './batch-store.ts';
import { keepPending, matchPendingRenames, sendRemovals } from './decide-pending.ts';
import { deleteDeferred } from './deferred-store.ts';
import { deleteMissing, insertMissing } from './missing-store.ts';
import { deleteAllPending } from './pending-store.ts';
import { clearReports } from './recheck-store.ts';
import { addProgress, addSkips, updatePhase } from './run-store.ts';
import { deleteShards, isEveryShardDone } from './shard-store.ts';

/**
 * Applies a transition of the state machine, and sends messages or deletes rows as the new phase requires.
 *
 * @returns false when the run's state does not allow it: nothing changed
 */
export async function moveRun(transaction: Transaction, run: Run, change: RunTransition): Promise<boolean> {
  const phase = transition(run, change);
  if (!phase) return false;
  await updatePhase(transaction, run.id, phase);
  if (change.kind === 'MATCH_RENAMES') await matchPendingRenames(transaction, run);
  if (change.kind === 'REMOVE') await sendRemovals(transaction, run);
  if (change.kind === 'KEEP') await keepPending(transaction, run);
  if (hasEnded(phase.state)) {
    await deleteShards(transaction, run.id);
    await deleteMissing(transaction, run.id);
    await deleteAllPending(transaction, run.id);
    await deleteDeferred(transaction, run.id);
  }
  return true;
}

/**
 * Sends a batch without objects before the run lists anything. Once assets has ingested it, batches of earlier runs are
 * stale. The outcomes of batches ingested before it are tallied.
 */
export async function sendOpening(transaction: Transaction, run: Run): Promise<void> {
  await sendToIntake(transaction, [emptyBatch(run, 'opening')]);
  await addProgress(transaction, run, { batchesOpen: 1 });
}

/** Stores one page: its counts, the missing keys of its range, and the batches to inspect. */
export async function storePage(transaction: Transaction, run: Run, page: RecordedPage): Promise<void> {
  await insertMissing(transaction, run, page.missingKeys);
  await sendToInspection(transaction, page.batches);
  await clearReports(transaction, run, page.recheckedKeys);
  if (page.unstorableCount > 0) {
    await addSkips(transaction, page.runId, new Map([['UNSUPPORTED_FORMAT', page.unstorableCount]]));
  }
  const isListingDone = page.resumeAfter === null && (await isEveryShardDone(transaction, page.runId));
  const counts = {
    listed: page.listedCount,
    unchanged: page.unchangedCount,
    excluded: page.excludedCount,
    leftOut: page.leftOutCount,
    skipped: page.unstorableCount,
    missing: page.missingKeys.length,
    batchesOpen: page.batches.length,
    requestCount: page.requestCount,
  };
  await addProgress(transaction, run, counts, isListingDone);
}
