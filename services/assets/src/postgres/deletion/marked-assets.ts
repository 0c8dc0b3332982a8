import { inTransaction, type Pool, type Transaction } from '@bucket-sync/shared/postgres';
import type { AssetSelection, DatasetName } from '../../domain/ports.ts';
import { addToCounts } from '../connection-store.ts';
import { deleteSkippedFiles } from '../intake/skipped-file-store.ts';
import { MATCHES_SELECTION, selectionValues } from '../library/asset-selection.ts';
import type { EachInTurn } from '../turns.ts';
import { announceDeletion, type DeletedAsset } from './announce-deletion.ts';

/** The number of assets that one transaction deletes. It locks their connections for some 50 ms. */
const PORTION = 2_000;

/** Marks the selected assets, if there are `expectedCount` of them. @returns the number of selected assets */
export async function markAssets(pool: Pool, selection: AssetSelection, expectedCount: number): Promise<number> {
  const { rows } = await pool.query(mark, [...selectionValues(selection), expectedCount]);
  return rows[0].count;
}

/** Deletes a portion of the marked assets of each dataset. Concurrent replicas work on different datasets. */
export const deleteAllMarkedAssets = (pool: Pool, eachInTurn: EachInTurn, now: Date): Promise<{ isMore: boolean }> =>
  eachInTurn(markedDatasets(pool), (dataset) => deletePortionOf(pool, `${lockDataset} skip locked`, dataset, now));

/** Deletes a portion of the marked assets of one dataset, after a process that is deleting one. */
export const deleteMarkedAssets = (pool: Pool, dataset: DatasetName, now: Date): Promise<{ isMore: boolean }> =>
  deletePortionOf(pool, lockDataset, dataset, now);

function deletePortionOf(pool: Pool, lock: string, dataset: DatasetName, now: Date): Promise<{ isMore: boolean }> {
  const { organizationId, datasetId } = dataset;
  return inTransaction(pool, async (transaction) => {
    const { rowCount } = await transaction.query(lock, [organizationId, datasetId]);
    if (rowCount === 0) return { isMore: false };
    const { rows } = await transaction.query(takeMarks, [organizationId, datasetId, PORTION]);
    if (rows.length === 0) return { isMore: false };
    const ids = rows.map((row): string => row.asset_id);
    const connected = await lockConnections(transaction, organizationId, ids);
    const deleted = await retire(transaction, organizationId, ids, now);
    await endSkips(transaction, dataset, deleted, connected);
    await announceDeletion(transaction, dataset, deleted, connected);
    return { isMore: rows.length === PORTION };
  });
}

/** The datasets that have marks, each looked up after the work on the one before. */
async function* markedDatasets(pool: Pool): AsyncIterable<DatasetName> {
  let after: DatasetName | undefined;
  for (;;) {
    const { rows } = await pool.query(selectNextMarked, [after?.organizationId, after?.datasetId]);
    const [next] = rows;
    if (!next) return;
    after = { organizationId: next.organization_id, datasetId: next.dataset_id };
    yield after;
  }
}

/**
 * Locks connections in the same order as `ingestBatch`: connections in use first, removed connections last.
 *
 * @returns the ids of those in use
 */
async function lockConnections(
  transaction: Transaction,
  organizationId: string,
  assetIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await transaction.query(lockThoseOf, [organizationId, assetIds]);
  return new Set(rows.filter((row) => row.is_connected).map((row) => row.id));
}

async function retire(
  transaction: Transaction,
  organizationId: string,
  ids: readonly string[],
  now: Date,
): Promise<DeletedAsset[]> {
  const { rows } = await transaction.query(retireById, [organizationId, ids, now]);
  const deleted = rows.map((row) => ({ id: row.id, objectKey: row.object_key, connectionId: row.connection_id }));
  const counts = Map.groupBy(deleted, ({ connectionId }) => connectionId);
  await transaction.query(subtractCounts, [
    organizationId,
    [...counts.keys()],
    [...counts.values()].map((assets) => assets.length),
  ]);
  return deleted;
}

/**
 * Ends the skipped files of deleted assets. An asset has one after a transient failure of its file. The sync service
 * forgets the file: if it is gone by the next sync, no sync would end it.
 */
async function endSkips(
  transaction: Transaction,
  dataset: DatasetName,
  deleted: readonly DeletedAsset[],
  connected: ReadonlySet<string>,
): Promise<void> {
  for (const [connectionId, assets] of Map.groupBy(deleted, (asset) => asset.connectionId)) {
    // `endSkippedFiles` moves those of a removed connection.
    if (!connected.has(connectionId)) continue;
    const scope = { ...dataset, connectionId };
    const keys = assets.map(({ objectKey }) => objectKey);
    const skipped = await deleteSkippedFiles(transaction, { ...scope, runId: null }, keys);
    await addToCounts(transaction, scope, { assets: 0, skipped: -skipped });
  }
}

const mark = `
  with found as (
    select assets.id from assets where ${MATCHES_SELECTION}
  ), marked as (
    insert into asset_deletions (organization_id, asset_id, dataset_id)
    select $1, id, $2 from found
    where (select count(*) from found) = $12
    on conflict do nothing
  )
  select count(*) as count from found`;

const selectNextMarked = `
  select organization_id, dataset_id
  from asset_deletions
  where $1::text is null or (organization_id, dataset_id) > ($1, $2::uuid)
  order by organization_id, dataset_id
  limit 1`;

// Not of a hidden dataset: its assets are counted no more, and `purgeDatasets` deletes them with their marks.
const lockDataset = `
  select from datasets where organization_id = $1 and id = $2 and deleted_at is null for no key update`;

const takeMarks = `
  delete from asset_deletions
  where ctid = any(array(
    select ctid from asset_deletions where organization_id = $1 and dataset_id = $2 limit $3
  ))
  returning asset_id`;

const lockThoseOf = `
  select id, removed_at is null as is_connected
  from connections
  where organization_id = $1
    and id in (select connection_id from assets where organization_id = $1 and id = any($2::uuid[]))
  order by removed_at is not null, id
  for update`;

const retireById = `
  with gone as (
    delete from assets where organization_id = $1 and id = any($2::uuid[]) returning *
  ), retired as (
    insert into former_assets (
      organization_id, dataset_id, object_key, connection_id, bucket_name, id, etag, size_bytes, added_at, left_at, why
    )
    select
      gone.organization_id, gone.dataset_id, object_key, connection_id, connections.bucket_name,
      gone.id, etag, size_bytes, added_at, $3, 'DELETED'
    from gone
    join connections on connections.organization_id = gone.organization_id and connections.id = gone.connection_id
    on conflict (organization_id, dataset_id, object_key, connection_id) do update
    set bucket_name = excluded.bucket_name, id = excluded.id, etag = excluded.etag, size_bytes = excluded.size_bytes,
      added_at = excluded.added_at, left_at = excluded.left_at, why = excluded.why
  )
  select id, object_key, connection_id from gone order by object_key`;

const subtractCounts = `
  update connections
  set asset_count = asset_count - deleted.count
  from unnest($2::text[], $3::integer[]) as deleted (connection_id, count)
  where connections.organization_id = $1 and connections.id = deleted.connection_id`;
