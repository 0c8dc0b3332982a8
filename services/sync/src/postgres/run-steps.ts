import type { Transaction } from '@bucket-sync/shared/postgres';
import type { Run } from '../domain/run/run.ts';
import { hasEnded, type RunTransition, transition } from '../domain/run/run-state.ts';
import { keepPending, matchPendingRenames, sendRemovals } from './decide-pending.ts';
import { deleteDeferred } from './deferred-store.ts';
import { deleteListing } from './listing/range-store.ts';
import { reopenSlice } from './listing/slice-store.ts';
import { updatePhase } from './run-store.ts';

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
  // The missing and pending files of an ended run may be millions: cleanup/ended-runs.ts deletes them.
  if (hasEnded(phase.state)) {
    await deleteListing(transaction, run.id);
    await deleteDeferred(transaction, run.id);
  }
  return true;
}
