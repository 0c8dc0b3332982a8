import { AppError } from '@bucket-sync/shared/errors';
import type { AssetFilter, AssetOrder } from './paging.ts';

/**
 * The most assets of a dataset that one query may read, so that it costs at most 500 ms of CPU. A scan costs 0.3 µs an
 * asset, sorting by size 0.6 µs, and comparing all contents 0.9 µs.
 */
const MOST_ASSETS = { scanned: 1_000_000, sorted: 500_000, compared: 500_000 };

/** True when no index finds the matching assets, so every asset of the dataset is read. */
export function needsScan({ ids, objectKeys, ...others }: AssetFilter): boolean {
  return ids === null && objectKeys === null && Object.values(others).some((value) => value !== null);
}

/** The most assets of a dataset that this query may read; null when it reads few. */
export function mostAssetsFor(filter: AssetFilter, order: AssetOrder | null): number | null {
  if (filter.isDuplicate !== null) return MOST_ASSETS.compared;
  if (filter.ids !== null || filter.objectKeys !== null) return null;
  if (order === 'LARGEST') return MOST_ASSETS.sorted;
  return needsScan(filter) ? MOST_ASSETS.scanned : null;
}

/** @throws AppError BAD_REQUEST for a dataset with more assets than `most` */
export function requireAtMost(most: number, assetCount: number, what: string): void {
  if (assetCount <= most) return;
  const numbers = `${assetCount.toLocaleString('en')} assets, and ${what} reads at most ${most.toLocaleString('en')}`;
  throw new AppError('BAD_REQUEST', { why: `the dataset has ${numbers}` });
}

/** @throws AppError BAD_REQUEST */
export const requireComparable = (assetCount: number) =>
  requireAtMost(MOST_ASSETS.compared, assetCount, 'a search for duplicates');
