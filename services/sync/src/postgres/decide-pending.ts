import type { BatchInspected, InspectionDue } from '@bucket-sync/shared/contracts';
import { AppError } from '@bucket-sync/shared/errors';
import { newId } from '@bucket-sync/shared/ids';
import type { Transaction } from '@bucket-sync/shared/postgres';
import { batchesOf } from '../domain/listing/batches.ts';
import { matchRenames, type PendingObject, type Rename, toListed } from '../domain/pending.ts';
import type { Run } from '../domain/run/run.ts';
import { emptyBatch, sendToInspection, sendToIntake } from './batch-store.ts';
import { deleteMissingKeys, selectMissingWith, takeMissing } from './missing-store.ts';
import { deletePending, markRenaming, selectPending } from './pending-store.ts';
import { addProgress } from './run-store.ts';

/** A removal or a rename is sent as a batch, so it is applied and tallied once. */
const KEYS_A_BATCH = 1_000;
const REMOVALS_A_ROUND = 10 * KEYS_A_BATCH;
const OBJECTS_A_ROUND = 5_000;

/**
 * Sends the next possible renames whose assets are missing. The other possible renames are copies: their assets still
 * have their files. They are inspected as new files.
 */
export async function matchPendingRenames(transaction: Transaction, run: Run): Promise<void> {
  const possible = await selectPending(transaction, run.id, 'RENAME', OBJECTS_A_ROUND);
  const missing = await selectMissingWith(transaction, run.id, possible);
  const { renames, unmatched } = matchRenames(possible, missing);
  const refused = await selectPending(transaction, run.id, 'NEW', OBJECTS_A_ROUND);
  const newFiles = [...unmatched, ...refused];
  if (renames.length + newFiles.length === 0) throw new AppError('INTERNAL', { why: 'no possible rename is left' });

  const fromKeys = renames.map(({ from }) => from.key);
  await deleteMissingKeys(transaction, run.id, fromKeys);
  await markRenaming(transaction, run.id, renames);
  const renameBatches = inChunks(renames, KEYS_A_BATCH).map((chunk) => renameBatch(run, chunk));
  if (renameBatches.length > 0) await sendToIntake(transaction, renameBatches);
  const inspections = await inspectAgain(transaction, run, newFiles, { withdraw: 'DEFER' });
  await addProgress(transaction, run, {
    batchesOpen: renameBatches.length + inspections,
    missing: -renames.length,
    pendingRenames: -renames.length - newFiles.length,
  });
}

/**
 * Sends the next missing objects to be removed. Once all are sent, it sends the next assets that no longer fit to be
 * withdrawn. These files are inspected again: after a hold of days a file may fit again, and its asset stays.
 */
export async function sendRemovals(transaction: Transaction, run: Run): Promise<void> {
  const rounds = await takeMissing(transaction, run.id, REMOVALS_A_ROUND, KEYS_A_BATCH);
  if (rounds.length === 0) return sendWithdrawals(transaction, run);
  const batches = rounds.map((keys) => ({ ...emptyBatch(run, `removals.${newId()}`), removed: keys }));
  await sendToIntake(transaction, batches);
  const removalsSent = rounds.reduce((sum, keys) => sum + keys.length, 0);
  await addProgress(transaction, run, { batchesOpen: batches.length, removalsSent });
}

async function sendWithdrawals(transaction: Transaction, run: Run): Promise<void> {
  const objects = await selectPending(transaction, run.id, 'WITHDRAWAL', OBJECTS_A_ROUND);
  if (objects.length === 0) throw new AppError('INTERNAL', { why: 'no removals are left' });
  const batchesOpen = await inspectAgain(transaction, run, objects, { withdraw: 'APPLY' });
  await addProgress(transaction, run, { batchesOpen, pendingWithdrawals: -objects.length });
}

/** The assets of missing files and of files that no longer fit stay unchanged. The next sync asks again. */
export async function keepPending(transaction: Transaction, run: Run): Promise<void> {
  const { pendingWithdrawals } = run.counts;
  await addProgress(transaction, run, { unchanged: pendingWithdrawals, pendingWithdrawals: -pendingWithdrawals });
}

/** @returns how many batches were opened */
async function inspectAgain(
  transaction: Transaction,
  run: Run,
  objects: readonly PendingObject[],
  options: Pick<InspectionDue, 'withdraw'>,
): Promise<number> {
  const keys = objects.map(({ key }) => key);
  await deletePending(transaction, run.id, keys);
  const batches = batchesOf(run, objects.map(toListed), options, () => `${run.id}.again.${newId()}`);
  await sendToInspection(transaction, batches, ({ storageClass }) => storageClass);
  return batches.length;
}

function renameBatch(run: Run, renames: readonly Rename<PendingObject>[]): BatchInspected {
  const renamed = renames.map(({ from, to: { key: toKey, etag, sizeBytes, lastModified } }) => {
    return { fromKey: from.key, toKey, etag, sizeBytes, lastModified };
  });
  return { ...emptyBatch(run, `renames.${newId()}`), renamed };
}

function inChunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
}
