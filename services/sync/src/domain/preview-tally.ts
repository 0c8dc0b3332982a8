import type { Comparison } from './comparing.ts';
import { keySample } from './key-sample.ts';
import type { ListedPage } from './ports.ts';

/** What a sync would find and do, according to the counted pages. */
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
  /** Of the unchanged, files that a sync inspects again: the reason for which they were skipped may have passed. */
  retriedCount: number;
  missingCount: number;
  dataRowsNeeded: number;
}

export interface PreviewTally {
  add(page: ListedPage, comparison: Comparison): void;
  preview(): SyncPreviewCounts;
}

/**
 * Counts pages for a preview.
 *
 * @param kindByName     the kind of an object by its name, before it is read
 * @param dataRowPrices  the data rows that a new image and a new video use, if they fit
 */
export function createTally(parts: {
  kindByName: (key: string) => 'IMAGE' | 'VIDEO' | 'OTHER';
  dataRowPrices: { image: number; video: number };
}): PreviewTally {
  const { kindByName, dataRowPrices } = parts;
  const sample = keySample();
  const kinds = { IMAGE: 0, VIDEO: 0, OTHER: 0 };
  const prices = { IMAGE: dataRowPrices.image, VIDEO: dataRowPrices.video, OTHER: 0 };
  const counts = {
    newCount: 0,
    changedCount: 0,
    unchangedCount: 0,
    retriedCount: 0,
    missingCount: 0,
    dataRowsNeeded: 0,
  };
  let totalBytes = 0;
  let isComplete = false;
  return {
    add(page, comparison) {
      for (const { key, sizeBytes } of page.objects) {
        kinds[kindByName(key)] += 1;
        totalBytes += sizeBytes;
        sample.add(key);
      }
      kinds.OTHER += page.unstorableCount;
      for (const { key } of comparison.newcomers) counts.dataRowsNeeded += prices[kindByName(key)];
      counts.newCount += comparison.fresh.length;
      counts.changedCount += comparison.changed.length;
      counts.unchangedCount += comparison.unchangedCount + comparison.unsettled.length;
      counts.retriedCount += comparison.unsettled.length;
      counts.missingCount += comparison.missingKeys.length;
      isComplete = page.next === null;
    },
    preview: () => ({
      ...counts,
      objectCount: kinds.IMAGE + kinds.VIDEO + kinds.OTHER,
      imageCount: kinds.IMAGE,
      videoCount: kinds.VIDEO,
      otherCount: kinds.OTHER,
      totalBytes,
      isComplete,
      sampleKeys: sample.keys(),
    }),
  };
}
