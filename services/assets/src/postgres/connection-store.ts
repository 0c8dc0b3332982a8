import { prepared, type Queryable, type Transaction } from '@bucket-sync/shared/postgres';
import type { BatchScope, FileCounts, LockedConnection } from '../domain/ports.ts';

/** Stores the connection and its newest run, and locks the connection until the transaction ends. */
export async function lockConnection(transaction: Transaction, scope: BatchScope): Promise<LockedConnection> {
  const { rows } = await transaction.query(upsertConnection, [
    scope.organizationId,
    scope.connectionId,
    scope.datasetId,
    scope.runOrdinal,
    scope.bucketName,
  ]);
  const [row] = rows;
  const isLater = row.newest_run > scope.runOrdinal;
  return {
    datasetId: row.dataset_id,
    isStale: row.is_removed || row.is_deleted || isLater,
    newestRun: isLater ? row.newest_run : null,
    assetCount: row.asset_count,
  };
}

/** Adds to the counts of a locked connection. */
export async function addToCounts(
  transaction: Transaction,
  scope: Pick<BatchScope, 'organizationId' | 'connectionId'>,
  change: { assets: number; skipped: number },
): Promise<void> {
  if (change.assets === 0 && change.skipped === 0) return;
  const { organizationId, connectionId } = scope;
  await transaction.query(updateCounts, [organizationId, connectionId, change.assets, change.skipped]);
}

/**
 * Marks a connection as removed, even one that is not stored yet. A repetition changes nothing. Its assets stay; its
 * skipped files are shown no more, and `endSkippedFiles` moves them to past_skips.
 */
export async function markRemoved(
  db: Queryable,
  organizationId: string,
  connectionId: string,
  now: Date,
): Promise<void> {
  await db.query(upsertRemoved, [organizationId, connectionId, now]);
}

/** Stores the dataset and the bucket of a connection, before or after the first batch. */
export async function storeConnectionBucket(
  db: Queryable,
  connection: { organizationId: string; connectionId: string; datasetId: string; bucketName: string; prefix: string },
): Promise<void> {
  const { organizationId, connectionId, datasetId, bucketName, prefix } = connection;
  await db.query(upsertBucket, [organizationId, connectionId, datasetId, bucketName, prefix]);
}

/** By connection id. A connection without synced files has no entry. */
export async function selectConnectionCounts(
  db: Queryable,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, FileCounts>> {
  const { rows } = await db.query(selectCounts, [organizationId, ids]);
  return new Map(rows.map((row) => [row.id, { assets: row.asset_count, skipped: row.skipped_count }]));
}

/** By dataset id, over all its connections. A dataset without synced files has no entry. */
export async function selectDatasetCounts(
  db: Queryable,
  organizationId: string,
  datasetIds: readonly string[],
): Promise<Map<string, FileCounts>> {
  const { rows } = await db.query(sumOfDatasets, [organizationId, datasetIds]);
  return new Map(rows.map((row) => [row.dataset_id, { assets: row.asset_count, skipped: row.skipped_count }]));
}

/** The counts of a whole dataset, or of one connection that fills it. */
export async function sumCounts(
  db: Queryable,
  dataset: { organizationId: string; datasetId: string },
  connectionId: string | null,
): Promise<FileCounts> {
  const { rows } = await db.query(sumOfDataset, [dataset.organizationId, dataset.datasetId, connectionId]);
  return { assets: rows[0].asset_count, skipped: rows[0].skipped_count };
}

const upsertConnection = prepared(`
  insert into connections (organization_id, id, dataset_id, newest_run, bucket_name)
  values ($1, $2, $3, $4, $5)
  on conflict (organization_id, id) do update
  set dataset_id = coalesce(connections.dataset_id, excluded.dataset_id),
    newest_run = greatest(connections.newest_run, excluded.newest_run),
    bucket_name = coalesce(excluded.bucket_name, connections.bucket_name)
  returning dataset_id, newest_run, asset_count, removed_at is not null as is_removed,
    exists (select from datasets where datasets.id = $3 and deleted_at is not null) as is_deleted`);

const updateCounts = prepared(`
  update connections
  set asset_count = asset_count + $3, skipped_count = skipped_count + $4
  where organization_id = $1 and id = $2`);

const upsertRemoved = `
  insert into connections (organization_id, id, removed_at)
  values ($1, $2, $3)
  on conflict (organization_id, id) do update
  set removed_at = coalesce(connections.removed_at, excluded.removed_at)`;

const upsertBucket = `
  insert into connections (organization_id, id, dataset_id, bucket_name, prefix)
  values ($1, $2, $3, $4, $5)
  on conflict (organization_id, id) do update
  set dataset_id = coalesce(connections.dataset_id, excluded.dataset_id),
    bucket_name = excluded.bucket_name, prefix = excluded.prefix`;

// The assets of a removed connection stay. Its files are skipped no more: only a background task counts them, until it
// has moved their rows to past_skips.
const selectCounts = `
  select id, asset_count, case when removed_at is null then skipped_count else 0 end as skipped_count
  from connections
  where organization_id = $1 and id = any($2::text[])`;

const sums = `
  coalesce(sum(asset_count), 0) as asset_count,
  coalesce(sum(skipped_count) filter (where removed_at is null), 0) as skipped_count`;

const sumOfDatasets = `
  select dataset_id, ${sums}
  from connections
  where organization_id = $1 and dataset_id = any($2::uuid[])
  group by dataset_id`;

const sumOfDataset = `
  select ${sums}
  from connections
  where organization_id = $1 and dataset_id = $2 and ($3::text is null or id = $3)`;
