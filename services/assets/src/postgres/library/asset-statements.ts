import type { AssetOrder } from '../../domain/paging.ts';
import { SELECTED_COLUMNS } from '../asset-row.ts';
import {
  ALL_DUPLICATES,
  DUPLICATE_MATCHES_SELECTION,
  MATCHES_SELECTION,
  MATCHES_SELECTION_OF_FEW,
} from './asset-selection.ts';

const selectAsset = `
  select ${SELECTED_COLUMNS}, connections.removed_at is null as is_connected
  from assets
  join connections on connections.organization_id = assets.organization_id and connections.id = assets.connection_id`;

/** So many duplicates are looked up by their ids in 50 ms; for more, a scan of all assets is cheaper. */
export const MOST_LISTED = 20_000;

const OF_DATASET = 'assets.organization_id = $1 and assets.dataset_id = $2';

/** The statements of one order. `after` compares with the position in the parameters from $14. */
const inOrder = (after: string, order: string, within = OF_DATASET) => ({
  indexed: `
    ${selectAsset}
    where ${MATCHES_SELECTION_OF_FEW} and ${after}
    order by ${order}
    limit $12 offset $13`,
  first: (most: number) => `
    ${selectAsset.replace(
      'from assets',
      `from (
        select * from assets
        where ${within} and ${after}
        order by ${order}
        limit ${most}
      ) as assets`,
    )}
    where ${MATCHES_SELECTION_OF_FEW}
    order by ${order}
    limit $12 offset $13`,
  // Finds the assets by the ids of the duplicates. The answer always has a row, with the two counts.
  listed: `
    with duplicates as materialized (
      ${ALL_DUPLICATES} limit ${MOST_LISTED + 1}
    ), matched as materialized (
      select assets.*
      from assets
      where ${DUPLICATE_MATCHES_SELECTION} and assets.id = any(array(select id from duplicates))
    ), page as (
      ${selectAsset.replace('from assets', 'from matched as assets')}
      where ${after}
      order by ${order}
      limit $12 offset $13
    )
    select (select count(*) from duplicates) as duplicates, (select count(*) from matched) as total, assets.*
    from (select) as always
    left join page as assets on true
    order by ${order}`,
  // The page is sorted from the few columns that decide it. Its assets are found by their ids: a join would read the
  // whole dataset for each of them where PostgreSQL has no statistics of the dataset yet.
  scanned: `
    with matched as materialized (
      select assets.id, assets.object_key, assets.connection_id, assets.size_bytes, assets.etag
      from assets
      where ${MATCHES_SELECTION}
    ), page as (
      select id from matched as assets where ${after} order by ${order} limit $12 offset $13
    )
    ${selectAsset.replace('select ', 'select (select count(*) from matched) as total, ')}
    where assets.organization_id = $1 and assets.id = any(array(select id from page))
    order by ${order}`,
});

/** The statements of a page: $1 to $11 are the selection, then limit, skip and position. */
export const PAGES: Record<AssetOrder, ReturnType<typeof inOrder>> = {
  OBJECT_KEY: inOrder(
    '($14::text is null or (assets.object_key, assets.connection_id) > ($14, $15::text))',
    'assets.object_key, assets.connection_id',
  ),
  // The index has the newest assets of the organization, so these are the first ones.
  NEWEST: inOrder('($14::uuid is null or assets.id < $14)', 'assets.id desc', 'assets.organization_id = $1'),
  LARGEST: inOrder(
    '($14::bigint is null or (assets.size_bytes, assets.etag, assets.id) < ($14, $15::text, $16::uuid))',
    'assets.size_bytes desc, assets.etag desc, assets.id desc',
  ),
};

/** With a filter that no index has. */
export const COUNT_SCANNED = `select count(*) as count from assets where ${MATCHES_SELECTION}`;

/** With a filter that an index has. */
export const COUNT_FEW = `select count(*) as count from assets where ${MATCHES_SELECTION_OF_FEW}`;

export const SELECT_ASSETS_BY_ID = `
  ${selectAsset}
  join datasets on datasets.id = assets.dataset_id
  where assets.organization_id = $1 and assets.id = any($2::uuid[]) and datasets.deleted_at is null`;

/** $1 organization, $2 dataset. */
export const SELECT_ASSETS_OF_DATASET = `
  ${selectAsset}
  where assets.organization_id = $1 and assets.dataset_id = $2
  order by assets.object_key, assets.connection_id`;
