import {
  type BatchInspected,
  type BatchTakenIn,
  type MediaFacts,
  type Mend,
  READ_FAILURES,
  type SkipReason,
} from '@bucket-sync/shared/contracts';
import { type DataRowPrices, priceOf } from './data-rows.ts';

/** A file that fits, as it is stored. */
export interface AcceptedFile {
  /** Of the asset it updates, or a new one. */
  id: string;
  objectKey: string;
  etag: string;
  sizeBytes: number;
  lastModified: string;
  media: MediaFacts;
}

/** A file that is left out, as it is stored. */
export interface SkippedFileVerdict {
  objectKey: string;
  etag: string;
  sizeBytes: number;
  reason: SkipReason;
  detail: string;
  mend: Mend | null;
}

export interface AssetName {
  objectKey: string;
  id: string;
}

/** What one batch does. Every object of the batch is in exactly one of added, updated, skipped and removedKeys. */
export interface IntakePlan {
  added: AcceptedFile[];
  updated: AcceptedFile[];
  skipped: SkippedFileVerdict[];
  removedKeys: string[];
  /** Assets that go: their file is gone from the bucket, or changed and no longer fits. */
  droppedAssets: AssetName[];
  dataRows: number;
}

/** What a batch does that comes too late. */
export const NOTHING: IntakePlan = {
  added: [],
  updated: [],
  skipped: [],
  removedKeys: [],
  droppedAssets: [],
  dataRows: 0,
};

/** The files of a batch that would be new assets, sorted as data rows are given out. */
export function newFiles(batch: BatchInspected, assets: ReadonlyMap<string, string>): BatchInspected['accepted'] {
  return batch.accepted
    .filter(({ objectKey }) => !assets.has(objectKey))
    .map((file) => ({ file, bytes: Buffer.from(file.objectKey) }))
    .sort((one, other) => Buffer.compare(one.bytes, other.bytes))
    .map(({ file }) => file);
}

/**
 * Decides what becomes of each object of a batch. In key order each new asset takes its data rows while they last; one
 * that costs more than is left is left out, and a cheaper one after it may still fit. A file that was an asset, changed
 * and no longer fits is one no more, since what the asset described is gone; mended, it is a new asset with a new data row.
 * One that merely could not be read stays an asset, as it was last seen.
 *
 * @param assets        ids of the connection's assets by object key, for the keys of the batch
 * @param dataRowsLeft  what the organization has left this month; not looked at when nothing is new
 */
export function planIntake(
  batch: BatchInspected,
  assets: ReadonlyMap<string, string>,
  dataRowsLeft: number,
  parts: { prices: DataRowPrices; makeId: () => string },
): IntakePlan {
  const plan: IntakePlan = {
    added: [],
    updated: [],
    skipped: [...batch.skipped],
    removedKeys: batch.removed,
    droppedAssets: [],
    dataRows: 0,
  };
  for (const file of batch.accepted) {
    const id = assets.get(file.objectKey);
    if (id !== undefined) plan.updated.push({ ...file, id });
  }
  for (const file of newFiles(batch, assets)) {
    const price = priceOf(file.media.mediaType, parts.prices);
    if (plan.dataRows + price > dataRowsLeft) plan.skipped.push(notEnoughDataRows(file, price));
    else {
      plan.dataRows += price;
      plan.added.push({ ...file, id: parts.makeId() });
    }
  }
  // The asset of a file that could not be read stays: it costs no second data row once it can be read again.
  const unfit = plan.skipped.filter(({ reason }) => !READ_FAILURES.includes(reason));
  for (const objectKey of [...unfit.map((file) => file.objectKey), ...plan.removedKeys]) {
    const id = assets.get(objectKey);
    if (id !== undefined) plan.droppedAssets.push({ objectKey, id });
  }
  return plan;
}

/** Not settled: the next sync that finds data rows takes it up. */
function notEnoughDataRows(file: BatchInspected['accepted'][number], price: number): SkippedFileVerdict {
  const { objectKey, etag, sizeBytes } = file;
  const detail =
    `no data rows left this month (it needs ${price}); the next sync takes it up after the 1st of the month, 00:00 UTC, or ` +
    'after the limit was raised under Billing';
  return { objectKey, etag, sizeBytes, reason: 'QUOTA_EXCEEDED', detail, mend: null };
}

/** What the sync service is told: one outcome for every object of the batch. */
export function outcomesOf(plan: IntakePlan): BatchTakenIn['outcomes'] {
  const accepted = (files: AcceptedFile[], outcome: 'ADDED' | 'UPDATED') =>
    files.map(({ objectKey, etag, sizeBytes }) => ({ objectKey, etag, sizeBytes, outcome, reason: null }));
  return [
    ...accepted(plan.added, 'ADDED'),
    ...accepted(plan.updated, 'UPDATED'),
    ...plan.skipped.map(({ objectKey, etag, sizeBytes, reason }) => ({
      objectKey,
      etag,
      sizeBytes,
      outcome: 'SKIPPED' as const,
      reason,
    })),
    ...plan.removedKeys.map((objectKey) => ({
      objectKey,
      etag: null,
      sizeBytes: null,
      outcome: 'REMOVED' as const,
      reason: null,
    })),
  ];
}
