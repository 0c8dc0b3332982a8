import { AppError } from '@bucket-sync/shared/errors';
import type { AssetFilter } from './paging.ts';

/**
 * The most assets of a dataset that one query may read, so that it costs less than 300 ms of CPU. A scan costs 0.2 µs
 * an asset. A comparison of all contents together with another filter costs 0.5 µs.
 */
const MOST_ASSETS = { scanned: 1_000_000, compared: 500_000 };

/** True when no index finds the matching assets, so every asset of the dataset is read. */
export function needsScan({ ids, objectKeys, ...others }: AssetFilter): boolean {
  return ids === null && objectKeys === null && Object.values(others).some((value) => value !== null);
}

/** The most assets of a dataset that this query may read; null when it reads few. */
export function mostAssetsFor({ isDuplicate, ...others }: AssetFilter): number | null {
  const needsOthers = needsScan({ ...others, isDuplicate: null });
  if (isDuplicate !== null && needsOthers) return MOST_ASSETS.compared;
  return needsScan({ ...others, isDuplicate }) ? MOST_ASSETS.scanned : null;
}

/** @throws AppError BAD_REQUEST for a dataset with more assets than `most` */
export function requireAtMost(most: number, assetCount: number, what: string): void {
  if (assetCount <= most) return;
  const numbers = `${assetCount.toLocaleString('en')} assets, and ${what} reads at most ${most.toLocaleString('en')}`;
  throw new AppError('BAD_REQUEST', { why: `the dataset has ${numbers}` });
}

/** @throws AppError BAD_REQUEST */
export const requireComparable = (assetCount: number) =>
  requireAtMost(MOST_ASSETS.scanned, assetCount, 'a search for duplicates');
