import { unreachable } from '@bucket-sync/shared/errors';
import type { Queryable } from '@bucket-sync/shared/postgres';
import type { Asset } from '../../domain/asset.ts';
import type { AssetOrder, AssetSlice } from '../../domain/paging.ts';
import type { AssetList, AssetSelection } from '../../domain/ports.ts';
import { needsScan } from '../../domain/search-limits.ts';
import { sumCounts } from '../connection-store.ts';
import { MATCHES_SELECTION, selectionValues } from './asset-selection.ts';

/**
 * One page of a dataset. OBJECT_KEY is the order of S3. NEWEST begins with the asset that was added last. LARGEST sorts
 * all matching assets: some 0.3 s for a million.
 *
 * A filter that no index has reads the first assets in the order of the page. If these fill no page, one scan finds all
 * matching assets, sorts them, and counts them as well.
 */
export async function selectAssets(db: Queryable, selection: AssetSelection, slice: AssetSlice): Promise<AssetList> {
  const values = [...selectionValues(selection), slice.limit, slice.skip ?? 0, ...positionValues(slice)];
  const order = ORDERS[slice.order];
  if (!needsScan(selection.filter)) {
    const { rows } = await db.query(order.indexed, values);
    return { assets: rows.map(toAsset), total: null };
  }
  if (slice.order !== 'LARGEST' && selection.filter.isDuplicate === null) {
    const { rows } = await db.query(order.first, values);
    if (rows.length === slice.limit) return { assets: rows.map(toAsset), total: null };
  }
  const { rows } = await db.query(order.scanned, values);
  const isWhole = slice.after === null && (slice.skip ?? 0) === 0;
  return { assets: rows.map(toAsset), total: rows[0]?.total ?? (isWhole ? 0 : null) };
}

function positionValues(slice: AssetSlice): unknown[] {
  switch (slice.order) {
    case 'OBJECT_KEY':
      return [slice.after?.objectKey, slice.after?.connectionId];
    case 'NEWEST':
      return [slice.after?.id];
    case 'LARGEST':
      return [slice.after?.sizeBytes, slice.after?.id];
    default:
      return unreachable(slice);
  }
}

/** Counts the matching assets. Without a filter it adds up the stored counts of the connections. */
export async function countAssets(db: Queryable, selection: AssetSelection): Promise<number> {
  const { connectionId, ...others } = selection.filter;
  const takesAll = Object.values(others).every((value) => value === null);
  if (takesAll) return (await sumCounts(db, selection, connectionId)).assets;
  const { rows } = await db.query(countAll, selectionValues(selection));
  return rows[0].count;
}

/** The organization's own assets among these, by id. @param ids UUIDs */
export async function selectAssetsById(
  db: Queryable,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, Asset>> {
  const { rows } = await db.query(byId, [organizationId, ids]);
  return new Map(rows.map((row) => [row.id, toAsset(row)]));
}

// biome-ignore lint/suspicious/noExplicitAny: a row of pg
export function toAsset(row: any): Asset {
  return {
    id: row.id,
    datasetId: row.dataset_id,
    connectionId: row.connection_id,
    objectKey: row.object_key,
    mediaType: row.media_type,
    contentType: row.content_type,
    sizeBytes: row.size_bytes,
    etag: row.etag,
    width: row.width,
    height: row.height,
    video: row.codec === null ? null : videoOf(row),
    lastModified: row.last_modified,
    addedAt: row.added_at,
    updatedAt: row.updated_at,
    isConnected: row.is_connected,
  };
}

// biome-ignore lint/suspicious/noExplicitAny: a row of pg
function videoOf(row: any): Asset['video'] {
  return {
    durationMs: row.duration_ms,
    frameRate: row.frame_rate,
    frameCount: row.frame_count,
    codec: row.codec,
    pixelFormat: row.pixel_format,
    majorBrand: row.major_brand,
  };
}

/** Without the organization, which is known, and the search key. */
const COLUMNS = `assets.id, assets.dataset_id, assets.connection_id, assets.object_key, assets.media_type,
    assets.content_type, assets.size_bytes, assets.etag, assets.width, assets.height, assets.duration_ms,
    assets.frame_rate, assets.frame_count, assets.codec, assets.pixel_format, assets.major_brand,
    assets.last_modified, assets.added_at, assets.updated_at`;

const selectAsset = `
  select ${COLUMNS}, connections.removed_at is null as is_connected
  from assets
  join connections on connections.organization_id = assets.organization_id and connections.id = assets.connection_id`;

/** Reading so many assets by an index takes 20 ms. A search whose text is in every hundredth key fills its page. */
const FIRST_ASSETS = 20_000;

/** The statements of one order. `after` compares with the position in the parameters from $14. */
const inOrder = (after: string, order: string) => ({
  indexed: `
    ${selectAsset}
    where ${MATCHES_SELECTION} and ${after}
    order by ${order}
    limit $12 offset $13`,
  first: `
    ${selectAsset.replace(
      'from assets',
      `from (
        select * from assets
        where assets.organization_id = $1 and assets.dataset_id = $2 and ${after}
        order by ${order}
        limit ${FIRST_ASSETS}
      ) as assets`,
    )}
    where ${MATCHES_SELECTION}
    order by ${order}
    limit $12 offset $13`,
  // The page is sorted from the few columns that decide it.
  scanned: `
    with matched as materialized (
      select assets.id, assets.object_key, assets.connection_id, assets.size_bytes
      from assets
      where ${MATCHES_SELECTION}
    ), page as (
      select * from matched as assets where ${after} order by ${order} limit $12 offset $13
    )
    ${selectAsset.replace('select ', 'select (select count(*) from matched) as total, ')}
    join page on page.object_key = assets.object_key and page.connection_id = assets.connection_id
    where assets.organization_id = $1 and assets.dataset_id = $2
    order by ${order}`,
});

const ORDERS: Record<AssetOrder, ReturnType<typeof inOrder>> = {
  OBJECT_KEY: inOrder(
    '($14::text is null or (assets.object_key, assets.connection_id) > ($14, $15::text))',
    'assets.object_key, assets.connection_id',
  ),
  NEWEST: inOrder('($14::uuid is null or assets.id < $14)', 'assets.id desc'),
  LARGEST: inOrder(
    '($14::bigint is null or (assets.size_bytes, assets.id) < ($14, $15::uuid))',
    'assets.size_bytes desc, assets.id desc',
  ),
};

const countAll = `select count(*) as count from assets where ${MATCHES_SELECTION}`;

const byId = `
  ${selectAsset}
  join datasets on datasets.id = assets.dataset_id
  where assets.organization_id = $1 and assets.id = any($2::uuid[]) and datasets.deleted_at is null`;

/** $1 organization, $2 dataset. */
export const SELECT_ASSETS_OF_DATASET = `
  ${selectAsset}
  where assets.organization_id = $1 and assets.dataset_id = $2
  order by assets.object_key, assets.connection_id`;
