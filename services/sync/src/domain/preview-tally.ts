import type { Comparison } from './comparing.ts';
import { keySample } from './key-sample.ts';
import type { ListedPage } from './ports.ts';
import type { ListedObject } from './verdict.ts';

/** The result that a sync would have, according to the counted pages. */
export interface SyncPreviewCounts {
  objectCount: number;
  isComplete: boolean;
  totalBytes: number;
  imageCount: number;
  videoCount: number;
  otherCount: number;
  sampleKeys: string[];
  newCount: number;
  changedCount: number;
  unchangedCount: number;
  /** The unchanged files that a sync inspects again, because the reason to skip them may no longer hold. */
  retriedCount: number;
  missingCount: number;
  /** Excluded by the connection's patterns; otherwise counted only in `objectCount`. */
  excludedCount: number;
  /** The new files that have the same bytes as an asset of the dataset or an earlier new file. */
  duplicateCount: number;
  /**
   * An upper bound. It assumes that every possible file fits and is of the kind that costs more, because a name proves
   * nothing.
   */
  dataRowsNeeded: number;
}

/** One page, as it was compared. */
export interface PreviewedPage {
  page: ListedPage;
  comparison: Comparison;
  excludedCount: number;
  duplicateCount: number;
}

export interface PreviewTally {
  add(page: PreviewedPage): void;
  preview(): SyncPreviewCounts;
}

/**
 * Counts pages for a preview.
 *
 * @param kindByName     the kind of an object by its name, before it is read
 * @param mayFit         false for an object that is skipped without a read
 * @param dataRowPrices  the data rows that a new image and a new video use, if they fit
 */
export function createTally(parts: {
  kindByName: (key: string) => 'IMAGE' | 'VIDEO' | 'OTHER';
  mayFit: (object: ListedObject) => boolean;
  dataRowPrices: { image: number; video: number };
}): PreviewTally {
  const { kindByName, mayFit, dataRowPrices } = parts;
  const sample = keySample();
  const kinds = { IMAGE: 0, VIDEO: 0, OTHER: 0 };
  const highestPrice = Math.max(dataRowPrices.image, dataRowPrices.video);
  const counts = {
    newCount: 0,
    changedCount: 0,
    unchangedCount: 0,
    retriedCount: 0,
    missingCount: 0,
    excludedCount: 0,
    duplicateCount: 0,
    dataRowsNeeded: 0,
  };
  let totalBytes = 0;
  let isComplete = false;
  return {
    add({ page, comparison, excludedCount, duplicateCount }) {
      for (const { key, sizeBytes } of page.objects) {
        kinds[kindByName(key)] += 1;
        totalBytes += sizeBytes;
        sample.add(key);
      }
      kinds.OTHER += page.unstorableKeys.length;
      counts.dataRowsNeeded += highestPrice * comparison.newcomers.filter(mayFit).length;
      counts.excludedCount += excludedCount;
      counts.duplicateCount += duplicateCount;
      counts.newCount += comparison.fresh.length;
      counts.changedCount += comparison.changed.length;
      counts.unchangedCount += comparison.unchangedCount + comparison.unsettled.length;
      counts.retriedCount += comparison.unsettled.length;
      counts.missingCount += comparison.missingKeys.length;
      isComplete = page.next === null;
    },
    preview: () => ({
      ...counts,
      objectCount: kinds.IMAGE + kinds.VIDEO + kinds.OTHER + counts.excludedCount,
      imageCount: kinds.IMAGE,
      videoCount: kinds.VIDEO,
      otherCount: kinds.OTHER,
      totalBytes,
      isComplete,
      sampleKeys: sample.keys(),
    }),
  };
}
