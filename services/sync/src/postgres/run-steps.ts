import type { BatchTakenIn, SkipReason } from '@bucket-sync/shared/contracts';
import { AppError } from '@bucket-sync/shared/errors';
import { newId } from '@bucket-sync/shared/ids';
import type { Transaction } from '@bucket-sync/shared/postgres';
import type { RecordedPage } from '../domain/ports.ts';
import type { Run } from '../domain/run/run.ts';
import { hasEnded, type RunTransition, transition } from '../domain/run/run-state.ts';
import { emptyBatch, markTallied, sendToInspection, sendToIntake } from './batch-store.ts';
import { deleteDeferred } from './deferred-store.ts';
import { storeOutcomes } from './known-object-store.ts';
import { deleteMissing, insertMissing, takeMissing } from './missing-store.ts';
import { addProgress, addSkips, updatePhase } from './run-store.ts';
import { deleteShards, isEveryShardDone } from './shard-store.ts';

/** A removal travels as a batch does: it is applied once and tallied. */
const REMOVALS_A_BATCH = 1_000;
const REMOVALS_A_ROUND = 10 * REMOVALS_A_BATCH;

/**
 * Moves the run by the state machine, and sends or deletes what follows from its new phase.
 *
 * @returns false when the run's state does not allow it: nothing changed
 */
export async function moveRun(transaction: Transaction, run: Run, change: RunTransition): Promise<boolean> {
  const phase = transition(run, change);
  if (!phase) return false;
  await updatePhase(transaction, run.id, phase);
  if (change.kind === 'REMOVE') await sendRemovals(transaction, run);
  if (hasEnded(phase.state)) {
    await deleteShards(transaction, run.id);
    await deleteMissing(transaction, run.id);
    await deleteDeferred(transaction, run.id);
  }
  return true;
}

/**
 * Sends a batch without objects before the run lists anything. Once it is ingested, assets refuses the batches of
 * earlier runs, and the outcomes of those ingested before it are tallied.
 */
export async function sendOpening(transaction: Transaction, run: Run): Promise<void> {
  await sendToIntake(transaction, [emptyBatch(run, 'opening')]);
  await addProgress(transaction, run, { batchesOpen: 1 });
}

/** Stores one page: its counts, the missing keys of its range, and the batches to inspect. */
export async function storePage(transaction: Transaction, run: Run, page: RecordedPage): Promise<void> {
  await insertMissing(transaction, page.runId, page.missingKeys);
  await sendToInspection(transaction, page);
  if (page.unstorableCount > 0) {
    await addSkips(transaction, page.runId, new Map([['UNSUPPORTED_FORMAT', page.unstorableCount]]));
  }
  const isListingDone = page.resumeAfter === null && (await isEveryShardDone(transaction, page.runId));
  const counts = {
    listed: page.listedCount,
    unchanged: page.unchangedCount,
    leftOut: page.leftOutCount,
    skipped: page.unstorableCount,
    missing: page.missingKeys.length,
    batchesOpen: page.batches.length,
    requestCount: 1,
  };
  await addProgress(transaction, run, counts, isListingDone);
}

/** Counts an ingested batch and stores what is now known. @returns false when it was counted before */
export async function storeTally(transaction: Transaction, run: Run, answer: BatchTakenIn): Promise<boolean> {
  const tallied = await markTallied(transaction, answer.runId, answer.batchId);
  if (!tallied) return false;
  // A batch that was sent, delivered again and then split up answers for objects that another batch answers for.
  const outcomes = answer.outcomes.filter(({ objectKey }) => !tallied.splitOffKeys.has(objectKey));
  const batch = { ...answer, outcomes };
  await storeOutcomes(transaction, batch, tallied.archived);
  const counts = new Map<Outcome, number>();
  const skips = new Map<SkipReason, number>();
  for (const { outcome, reason } of batch.outcomes) {
    increment(counts, outcome);
    if (outcome === 'SKIPPED') increment(skips, reason ?? 'CORRUPT');
  }
  await addSkips(transaction, batch.runId, skips);
  await addProgress(transaction, run, {
    added: counts.get('ADDED') ?? 0,
    updated: counts.get('UPDATED') ?? 0,
    skipped: counts.get('SKIPPED') ?? 0,
    removed: counts.get('REMOVED') ?? 0,
    ...batch.cost,
    batchesOpen: -1,
  });
  return true;
}

type Outcome = BatchTakenIn['outcomes'][number]['outcome'];

function increment<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Sends the next round of missing objects to be removed. */
async function sendRemovals(transaction: Transaction, run: Run): Promise<void> {
  const rounds = await takeMissing(transaction, run.id, REMOVALS_A_ROUND, REMOVALS_A_BATCH);
  if (rounds.length === 0) throw new AppError('INTERNAL', { why: 'no missing objects are left to remove' });
  const batches = rounds.map((keys) => ({ ...emptyBatch(run, `removals.${newId()}`), removed: keys }));
  await sendToIntake(transaction, batches);
  const removalsSent = rounds.reduce((sum, keys) => sum + keys.length, 0);
  await addProgress(transaction, run, { batchesOpen: batches.length, removalsSent });
}
