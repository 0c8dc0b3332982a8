import type { BatchTakenIn } from '@bucket-sync/shared/contracts';
import { AppError } from '@bucket-sync/shared/errors';
import type { Transaction } from '@bucket-sync/shared/postgres';
import type { Run } from '../domain/run/run.ts';
import { failureOf } from '../domain/run/run-failure.ts';
import { hasEnded, type RunTransition, transition } from '../domain/run/run-state.ts';
import { emptyBatch, sendToIntake } from './batch-store.ts';
import { keepPending, matchPendingRenames, sendRemovals } from './decide-pending.ts';
import { deleteDeferred } from './deferred-store.ts';
import { deleteListing } from './listing/range-store.ts';
import { reopenSlice } from './listing/slice-store.ts';
import { renumber } from './lost-work.ts';
import { deleteMissing } from './missing-store.ts';
import { deleteAllPending } from './pending-store.ts';
import { addProgress, updatePhase } from './run-store.ts';

/** The name of the batch that opens a run. */
const OPENING = 'opening';

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
  if (change.kind === 'CHECK') await reopenSlice(transaction, run);
  if (change.kind === 'REMOVE') await sendRemovals(transaction, run);
  if (change.kind === 'KEEP') await keepPending(transaction, run);
  if (hasEnded(phase.state)) {
    await deleteListing(transaction, run.id);
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
export async function sendOpening(transaction: Transaction, run: Run, name = OPENING): Promise<void> {
  await sendToIntake(transaction, [emptyBatch(run, name)]);
  await addProgress(transaction, run, { batchesOpen: 1 });
}

/** Whether the answer is that to the batch that opens the run. */
export const isOpening = (run: Run, { batchId }: BatchTakenIn) => batchId.startsWith(`${run.id}.${OPENING}`);

/**
 * Continues a run whose number assets has outgrown. A run that has sent nothing but its opening sends another with a
 * new number. Of any other run, batches were ingested without outcomes: it fails, and the next run finds their objects.
 */
export async function recoverOutnumbered(transaction: Transaction, run: Run, answer: BatchTakenIn): Promise<void> {
  const renumbered =
    isOpening(run, answer) && answer.newestRun ? await renumber(transaction, run, answer.newestRun) : null;
  if (!renumbered) {
    await moveRun(transaction, run, { kind: 'FAIL', failure: failureOf(new AppError('WORK_LOST')) });
    return;
  }
  await sendOpening(transaction, renumbered, `${OPENING}.${renumbered.ordinal}`);
}
