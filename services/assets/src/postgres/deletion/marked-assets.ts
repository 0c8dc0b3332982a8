import { inTransaction, type Pool, type Transaction } from '@bucket-sync/shared/postgres';
import type { AssetSelection } from '../../domain/ports.ts';
import { MATCHES_SELECTION, selectionValues } from '../library/asset-selection.ts';
import { announceDeletion, type DeletedAsset } from './announce-deletion.ts';

/** The number of assets that one transaction deletes. It locks their connections for some 50 ms. */
const PORTION = 2_000;

/** Marks the selected assets, if there are `expectedCount` of them. @returns the number of selected assets */
export function markAssets(pool: Pool, selection: AssetSelection, expectedCount: number): Promise<number> {
  return inTransaction(pool, async (transaction) => {
    await transaction.query('savepoint unmarked');
    const { rows } = await transaction.query(mark, selectionValues(selection));
    const { count } = rows[0];
    if (count !== expectedCount) await transaction.query('rollback to unmarked');
    return count;
  });
}

/** Deletes a portion of the marked assets of one dataset. Concurrent replicas each take another portion. */
export async function deleteMarkedAssets(pool: Pool, now: Date): Promise<{ isMore: boolean }> {
  return inTransaction(pool, async (transaction) => {
    const { rows } = await transaction.query(takeMarks, [PORTION]);
    const [first] = rows;
    if (!first) return { isMore: false };
    const scope = { organizationId: first.organization_id as string, datasetId: first.dataset_id as string };
    const ids = rows.map((row) => row.asset_id as string);
    const connected = await lockConnections(transaction, scope.organizationId, ids);
    const deleted = await retire(transaction, scope.organizationId, ids, now);
    await announceDeletion(transaction, scope, deleted, connected);
    // Another transaction may have locked other marked assets, so only an empty answer means that none are left.
    return { isMore: true };
  });
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

const mark = `
  with found as (
    select assets.id from assets where ${MATCHES_SELECTION}
  ), marked as (
    insert into asset_deletions (organization_id, asset_id, dataset_id)
    select $1, id, $2 from found
    on conflict do nothing
  )
  select count(*) as count from found`;

const takeMarks = `
  delete from asset_deletions
  where ctid = any(array(
    select mark.ctid
    from asset_deletions as mark
    join (select organization_id, dataset_id from asset_deletions limit 1) as next using (organization_id, dataset_id)
    limit $1
    for update of mark skip locked
  ))
  returning organization_id, dataset_id, asset_id`;

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
