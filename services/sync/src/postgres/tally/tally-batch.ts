import type { BatchIngested } from '@bucket-sync/shared/contracts';
import { type Transaction, together } from '@bucket-sync/shared/postgres';
import { batchesInFlight } from '../../domain/listing/batches.ts';
import type { Run } from '../../domain/run/run.ts';
import { markTallied } from '../batch-store.ts';
import { isAnyKnown } from '../known/store-outcomes.ts';
import { wakeSlice } from '../listing/slice-store.ts';
import { isOutnumbered } from '../opening/lost-work.ts';
import { isOpening, openListing, recoverOutnumbered } from '../opening/opening.ts';
import { publishProgress, publishRun } from '../run-events.ts';
import { lockRun } from '../run-store.ts';
import { storeTally } from './store-tally.ts';

/**
 * Counts an ingested batch of a run, once, and lets the run go on: it lists more, or takes its next step.
 *
 * @param proceed  takes the next step of the locked run, and publishes it
 */
export async function tallyBatch(
  transaction: Transaction,
  batch: BatchIngested,
  proceed: (transaction: Transaction, run: Run) => Promise<Run>,
): Promise<void> {
  const [run, tallied, isAny] = await together(
    lockRun(transaction, batch.runId),
    markTallied(transaction, batch),
    isAnyKnown(transaction, batch),
  );
  if (!run || !tallied) return;
  // The objects of an ingested batch are stored as known, even if its run has ended in the meantime.
  const counted = await storeTally(transaction, run, batch, { ...tallied, isAny });
  // Subscribers that received the run's end then also receive its final counts.
  if (run.state !== 'RUNNING') return void (await publishRun(transaction, batch.runId, 'STATE'));
  if (isOutnumbered(run, batch)) {
    await recoverOutnumbered(transaction, run, batch);
    return void (await publishRun(transaction, run.id, 'STATE'));
  }
  const opened = isOpening(run, batch) ? await openListing(transaction, counted, batch) : counted;
  if (!opened) return publishProgress(transaction, run.id);
  const isRoom = opened.counts.batchesOpen <= (batchesInFlight(run) * 2) / 3;
  await together(isRoom ? wakeSlice(transaction, run) : Promise.resolve(), proceed(transaction, opened));
}
