import { AppError } from '@bucket-sync/shared/errors';
import type { Transaction } from '@bucket-sync/shared/postgres';
import type { RecordedPages, RecordedPart } from '../domain/listing/slice.ts';
import type { Run } from '../domain/run/run.ts';
import { sendToInspection } from './batch-store.ts';
import { replaceListed } from './listing/listed-range-store.ts';
import { advanceRanges, isEveryRangeListed, splitRanges } from './listing/range-store.ts';
import { closeListing, renewSlice } from './listing/slice-store.ts';
import { insertMissing } from './missing-store.ts';
import { insertWaiting } from './pending-store.ts';
import { clearReports } from './recheck-store.ts';
import { addProgress, addSkips } from './run-store.ts';

/**
 * Stores pages of a locked run: the divisions of its ranges, the parts that were listed, and the batches to inspect.
 *
 * @returns the run with its new counts; null when another process holds the slice: nothing was stored
 * @throws AppError INTERNAL when a part was recorded before, so the transaction stores nothing
 */
export async function storePages(transaction: Transaction, run: Run, pages: RecordedPages): Promise<Run | null> {
  const { slice, splits, parts } = pages;
  const newRanges = splits.map(({ newRange }) => newRange);
  if (!(await renewSlice(transaction, slice, newRanges))) return null;
  await splitRanges(transaction, run.id, splits);
  if (!(await advanceRanges(transaction, run.id, parts))) {
    throw new AppError('INTERNAL', { why: 'a part of the listing was recorded before' });
  }
  await storeParts(transaction, run, pages);
  await sendToInspection(transaction, pages.batches);
  const isListingDone = await isEveryRangeListed(transaction, run.id);
  if (isListingDone) await closeListing(transaction, run.id);
  const counted = await addProgress(transaction, run, countsOf(pages), isListingDone);
  return isListingDone && run.isOutOfDataRows ? matchWaiting(transaction, counted) : counted;
}

/** A file that waits for data rows was not read. If it is a copy of a file that is missing now, it is a rename. */
async function matchWaiting(transaction: Transaction, run: Run): Promise<Run> {
  if (run.counts.missing === 0) return run;
  const possible = await insertWaiting(transaction, run, new Date());
  return addProgress(transaction, run, { pendingRenames: possible, unchanged: -possible, leftOut: -possible });
}

async function storeParts(transaction: Transaction, run: Run, { parts, knownChanges }: RecordedPages): Promise<void> {
  await insertMissing(
    transaction,
    run,
    parts.flatMap(({ missingKeys }) => missingKeys),
  );
  await clearReports(
    transaction,
    run,
    parts.flatMap(({ recheckedKeys }) => recheckedKeys),
  );
  const unstorable = sumOf(parts, ({ unstorableCount }) => unstorableCount);
  if (unstorable > 0) await addSkips(transaction, run.id, new Map([['UNSUPPORTED_FORMAT', unstorable]]));
  const listed = parts.flatMap((part) => part.listed ?? []);
  await replaceListed(transaction, run, listed, { isStored: run.knownChanges === knownChanges });
}

function countsOf({ parts, batches, requestCount }: RecordedPages) {
  const unstorable = sumOf(parts, ({ unstorableCount }) => unstorableCount);
  return {
    listed: sumOf(parts, ({ listedCount }) => listedCount),
    unchanged: sumOf(parts, ({ unchangedCount }) => unchangedCount),
    excluded: sumOf(parts, ({ excludedCount }) => excludedCount),
    leftOut: sumOf(parts, ({ leftOutCount }) => leftOutCount),
    skipped: unstorable,
    missing: sumOf(parts, ({ missingKeys }) => missingKeys.length),
    rechecked: batches.reduce((sum, { isRecheck, objects }) => sum + (isRecheck ? objects.length : 0), 0),
    batchesOpen: batches.length,
    requestCount,
  };
}

const sumOf = (parts: readonly RecordedPart[], count: (part: RecordedPart) => number) =>
  parts.reduce((sum, part) => sum + count(part), 0);
