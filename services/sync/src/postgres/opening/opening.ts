import type { BatchIngested, BatchInspected } from '@bucket-sync/shared/contracts';
import { AppError } from '@bucket-sync/shared/errors';
import type { Transaction } from '@bucket-sync/shared/postgres';
import type { Run } from '../../domain/run/run.ts';
import { failureOf } from '../../domain/run/run-failure.ts';
import { emptyBatch, sendToIntake } from '../batch-store.ts';
import { countKnown } from '../listing/listed-range-store.ts';
import { moveRun } from '../run-steps.ts';
import { addProgress } from '../run-store.ts';
import { isOtherNumber, renumber } from './lost-work.ts';

/** The name of the batch that opens a run. */
const OPENING = 'opening';

/** The name of the opening that asks which assets there are. */
const ASKING = `${OPENING}.assets`;

/**
 * Sends a batch without objects before the run lists anything. Once assets has ingested it, batches of earlier runs are
 * stale. The outcomes of batches ingested before it are tallied.
 */
export const sendOpening = (transaction: Transaction, run: Run) => sendEmpty(transaction, run, OPENING);

async function sendEmpty(
  transaction: Transaction,
  run: Run,
  name: string,
  more: Pick<BatchInspected, 'tellAssets'> = {},
): Promise<void> {
  await sendToIntake(transaction, [{ ...emptyBatch(run, name), ...more }]);
  await addProgress(transaction, run, { batchesOpen: 1 });
}

/** Whether the answer is that to a batch that opens the run. */
export const isOpening = (run: Run, { batchId }: BatchIngested) => batchId.startsWith(`${run.id}.${OPENING}`);

/**
 * Compares how many assets there are with how many are known. If they differ, assets is asked which ones it has, and
 * its answer comes before that to another opening.
 *
 * @returns the run, which may list; null while it waits for the other answer
 */
export async function openListing(transaction: Transaction, run: Run, answer: BatchIngested): Promise<Run | null> {
  if (answer.batchId === `${run.id}.${ASKING}`) return countAgain(transaction, run);
  if (answer.assetCount === undefined || answer.assetCount === run.counts.knownAssetsBefore) return run;
  // Batches of a cancelled run may have been tallied since this run started. Renames and holds need their assets.
  const counted = await countAgain(transaction, run);
  if (!(await isOtherNumber(transaction, counted, answer.assetCount))) return counted;
  await sendEmpty(transaction, counted, ASKING, { tellAssets: true });
  return null;
}

/** @returns the run with what is known now */
async function countAgain(transaction: Transaction, run: Run): Promise<Run> {
  const { objects, assets } = await countKnown(transaction, run);
  const { knownBefore, knownAssetsBefore } = run.counts;
  const more = { knownBefore: objects - knownBefore, knownAssetsBefore: assets - knownAssetsBefore };
  return addProgress(transaction, run, more);
}

/**
 * Continues a run whose number assets has outgrown. A run that has sent nothing but its opening sends another with a
 * new number. Of any other run, batches were ingested without outcomes: it fails, and the next run finds their objects.
 */
export async function recoverOutnumbered(transaction: Transaction, run: Run, answer: BatchIngested): Promise<void> {
  const renumbered =
    isOpening(run, answer) && answer.newestRun ? await renumber(transaction, run, answer.newestRun) : null;
  if (!renumbered) {
    await moveRun(transaction, run, { kind: 'FAIL', failure: failureOf(new AppError('WORK_LOST')) });
    return;
  }
  await sendEmpty(transaction, renumbered, `${OPENING}.${renumbered.ordinal}`);
}
