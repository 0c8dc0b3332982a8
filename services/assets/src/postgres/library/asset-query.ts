import { unreachable } from '@bucket-sync/shared/errors';
import { inTransaction, type Pool, type Queryable } from '@bucket-sync/shared/postgres';
import type { Asset } from '../../domain/asset.ts';
import type { AssetSlice } from '../../domain/paging.ts';
import type { AssetList, AssetSelection } from '../../domain/ports.ts';
import { needsScan } from '../../domain/search-limits.ts';
import { toAsset } from '../asset-row.ts';
import { sumCounts } from '../connection-store.ts';
import { selectionValues } from './asset-selection.ts';
import { COUNT_FEW, COUNT_SCANNED, MOST_LISTED, PAGES, SELECT_ASSETS_BY_ID } from './asset-statements.ts';
import { countDuplicates } from './duplicate-query.ts';

/** Reading so many assets by an index takes 20 ms. A search whose text is in every hundredth key fills its page. */
const FIRST_ASSETS = 20_000;
/** More are read for each asset that the page skips. */
const FIRST_ASSETS_A_SKIP = 5;
/** Looking up an earlier copy takes some 6 µs. */
const FIRST_COMPARED = 5_000;

/**
 * One page of a dataset. OBJECT_KEY is the order of S3. NEWEST begins with the asset that was added last. An index has
 * each order.
 *
 * A filter that no index has reads the first assets in the order of the page. If these fill no page, one scan finds all
 * matching assets, sorts them, and counts them as well.
 */
export async function selectAssets(db: Pool, selection: AssetSelection, slice: AssetSlice): Promise<AssetList> {
  const skip = slice.skip ?? 0;
  const values = [...selectionValues(selection), slice.limit, skip, ...positionValues(slice)];
  const page = PAGES[slice.order];
  const isScan = needsScan(selection.filter);
  if (!isScan && slice.order !== 'NEWEST') {
    const { rows } = await queryUnsorted(db, page.indexed, values);
    return { assets: rows.map(toAsset), total: null };
  }
  const most = selection.filter.isDuplicate === null ? FIRST_ASSETS + skip * FIRST_ASSETS_A_SKIP : FIRST_COMPARED;
  const { rows: first } = await queryUnsorted(db, page.first(most), values);
  if (first.length === slice.limit) return { assets: first.map(toAsset), total: null };
  if (!isScan) {
    const { rows } = await db.query(page.indexed, values);
    return { assets: rows.map(toAsset), total: null };
  }
  if (selection.filter.isDuplicate) {
    const { rows } = await db.query(page.listed, values);
    // A row without an id has only the counts.
    const assets = rows.filter((row) => row.id !== null).map(toAsset);
    if (rows[0].duplicates <= MOST_LISTED) return { assets, total: rows[0].total };
  }
  const { rows } = await db.query(page.scanned, values);
  const isWhole = slice.after === null && skip === 0;
  return { assets: rows.map(toAsset), total: rows[0]?.total ?? (isWhole ? 0 : null) };
}

/**
 * Reads in the order of an index. Where PostgreSQL has no statistics of a dataset yet, it expects one asset, and would
 * read and sort all of them for a page: 1.5 s for a million.
 */
const queryUnsorted = (pool: Pool, statement: string, values: unknown[]) =>
  inTransaction(pool, async (transaction) => {
    await transaction.query('set local enable_sort = off');
    return transaction.query(statement, values);
  });

function positionValues(slice: AssetSlice): unknown[] {
  switch (slice.order) {
    case 'OBJECT_KEY':
      return [slice.after?.objectKey, slice.after?.connectionId];
    case 'NEWEST':
      return [slice.after?.id];
    case 'LARGEST':
      return [slice.after?.sizeBytes, slice.after?.etag, slice.after?.id];
    default:
      return unreachable(slice);
  }
}

/** Counts the matching assets. Without a filter it adds up the stored counts of the connections. */
export async function countAssets(db: Queryable, selection: AssetSelection): Promise<number> {
  const { connectionId, isDuplicate, ...others } = selection.filter;
  const { organizationId, datasetId } = selection;
  if (Object.values(others).every((value) => value === null)) {
    if (isDuplicate === null) return (await sumCounts(db, selection, connectionId)).assets;
    if (connectionId === null) {
      const duplicates = await countDuplicates(db, organizationId, datasetId);
      return isDuplicate ? duplicates : (await sumCounts(db, selection, null)).assets - duplicates;
    }
  }
  const { rows } = await db.query(needsScan(selection.filter) ? COUNT_SCANNED : COUNT_FEW, selectionValues(selection));
  return rows[0].count;
}

/** The organization's own assets among these, by id. @param ids UUIDs */
export async function selectAssetsById(
  db: Queryable,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, Asset>> {
  const { rows } = await db.query(SELECT_ASSETS_BY_ID, [organizationId, ids]);
  return new Map(rows.map((row) => [row.id, toAsset(row)]));
}
