import { AppError } from '@bucket-sync/shared/errors';
import { type Transaction, together } from '@bucket-sync/shared/postgres';
import type { RecordedPages, RecordedPart } from '../domain/listing/slice.ts';
import type { Run } from '../domain/run/run.ts';
import { sendToInspection } from './batch-store.ts';
import { clearReports } from './link-report-store.ts';
import { replaceListed } from './listing/listed-range-store.ts';
import { advanceRanges, isEveryRangeListed, splitRanges } from './listing/range-store.ts';
import { closeListing } from './listing/slice-store.ts';
import { insertMissing } from './missing-store.ts';
import { addProgress, addSkips } from './run-store.ts';

/**
 * Stores pages of a locked run: the divisions of its ranges, the parts that were listed, and the batches to inspect.
 *
 * @returns the run with its new counts
 * @throws AppError INTERNAL when a part was recorded before, so the transaction stores nothing
 */
export async function storePages(transaction: Transaction, run: Run, pages: RecordedPages): Promise<Run> {
  const { splits, parts } = pages;
  const [counted, , isNew, isListingDone] = await together(
    addProgress(transaction, run, countsOf(pages)),
    splitRanges(transaction, run.id, splits),
    advanceRanges(transaction, run.id, parts),
    isEveryRangeListed(transaction, run.id),
    storeParts(transaction, run, pages),
    sendToInspection(transaction, pages.batches),
  );
  if (!isNew) throw new AppError('INTERNAL', { why: 'a part of the listing was recorded before' });
  if (!isListingDone) return counted;
  const [done] = await together(addProgress(transaction, counted, {}, true), closeListing(transaction, run.id));
  return done;
}

async function storeParts(transaction: Transaction, run: Run, { parts, knownChanges }: RecordedPages): Promise<void> {
  const missing = parts.flatMap(({ missingKeys }) => missingKeys);
  const rechecked = parts.flatMap(({ recheckedKeys }) => recheckedKeys);
  const unstorable = sumOf(parts, ({ unstorableCount }) => unstorableCount);
  const listed = parts.flatMap((part) => part.listed ?? []);
  await together(
    insertMissing(transaction, run, missing),
    clearReports(transaction, run, rechecked),
    addSkips(transaction, run.id, new Map(unstorable > 0 ? [['UNSUPPORTED_FORMAT', unstorable]] : [])),
    replaceListed(transaction, run, listed, { isStored: run.knownChanges === knownChanges }),
  );
}

function countsOf({ parts, batches, requestCount }: RecordedPages) {
  const unstorable = sumOf(parts, ({ unstorableCount }) => unstorableCount);
  return {
    listed: sumOf(parts, ({ listedCount }) => listedCount),
    unchanged: sumOf(parts, ({ unchangedCount }) => unchangedCount),
    excluded: sumOf(parts, ({ excludedCount }) => excludedCount),
    leftOut: sumOf(parts, ({ skippedCount }) => skippedCount),
    skipped: unstorable,
    missing: sumOf(parts, ({ missingKeys }) => missingKeys.length),
    rechecked: batches.reduce((sum, { isRecheck, objects }) => sum + (isRecheck ? objects.length : 0), 0),
    batchesOpen: batches.length,
    requestCount,
  };
}

const sumOf = (parts: readonly RecordedPart[], count: (part: RecordedPart) => number) =>
  parts.reduce((sum, part) => sum + count(part), 0);
