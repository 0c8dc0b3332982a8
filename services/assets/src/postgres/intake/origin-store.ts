import type { Transaction } from '@bucket-sync/shared/postgres';
import { monthOf } from '../../domain/data-rows.ts';
import type { AdoptableAsset, FileVerdict, FormerAsset, KnownAssets } from '../../domain/intake.ts';
import type { BatchScope } from '../../domain/ports.ts';
import { MAY_RETURN, toFormerAsset } from './former-asset-store.ts';
import { lockMoved } from './moved-asset-store.ts';
import { keysOf, OF_ANY_DATASET } from './scope-keys.ts';

/**
 * Finds the origins of the assets of new files. One short query decides whether the longer queries are needed. A first
 * sync needs none of them.
 */
export async function selectOrigins(
  transaction: Transaction,
  scope: BatchScope,
  files: readonly FileVerdict[],
  { now, withRenames }: { now: Date; withRenames: boolean },
): Promise<Omit<KnownAssets, 'current'>> {
  const objectKeys = files.map(({ objectKey }) => objectKey);
  const { rows } = await transaction.query(selectPast, keysOf(scope));
  const { has_former: hasFormer, disconnected } = rows[0];
  const adoptable =
    disconnected.length > 0 ? await lockAdoptable(transaction, scope, objectKeys, disconnected) : new Map();
  const former = hasFormer ? await lockFormer(transaction, scope, objectKeys, now) : new Map();
  const others = files.filter(({ objectKey }) => !adoptable.has(objectKey) && !former.has(objectKey));
  const backKeys = new Set(objectKeys);
  return {
    adoptable,
    former,
    moved: hasFormer ? await lockMoved(transaction, scope, others, { now, backKeys }) : new Map(),
    renamePossible: withRenames ? await selectSameBytes(transaction, scope, files) : new Set(),
  };
}

/** Moves disconnected assets to this connection, and their counts with them. */
export async function adoptAssets(
  transaction: Transaction,
  scope: BatchScope,
  adopted: readonly AdoptableAsset[],
): Promise<void> {
  if (adopted.length === 0) return;
  await transaction.query(adopt, [
    ...keysOf(scope),
    adopted.map(({ objectKey }) => objectKey),
    adopted.map(({ connectionId }) => connectionId),
  ]);
}

/** Locks the removed connections first: two connections that find the same file would both adopt its asset. */
async function lockAdoptable(
  transaction: Transaction,
  scope: BatchScope,
  objectKeys: readonly string[],
  disconnected: readonly string[],
): Promise<Map<string, AdoptableAsset>> {
  const values = [scope.organizationId, scope.datasetId, objectKeys, disconnected];
  const { rowCount } = await transaction.query(selectAdoptable, values);
  if (rowCount === 0) return new Map();
  await transaction.query(lockDisconnected, [scope.organizationId, disconnected]);
  const { rows } = await transaction.query(selectAdoptable, values);
  return new Map(
    rows.map((row) => [row.object_key, { id: row.id, objectKey: row.object_key, connectionId: row.connection_id }]),
  );
}

async function lockFormer(
  transaction: Transaction,
  scope: BatchScope,
  objectKeys: readonly string[],
  now: Date,
): Promise<Map<string, FormerAsset>> {
  const { rows } = await transaction.query(selectFormer, [...keysOf(scope), objectKeys, `${monthOf(now)}-01`]);
  const former = rows.map(
    (row): FormerAsset => ({
      ...toFormerAsset(row),
      isCharged: monthOf(row.added_at) === monthOf(now) || row.is_charged,
    }),
  );
  // The statement orders the rows: an asset of this connection comes last and replaces one of a removed connection.
  return new Map(former.map((asset) => [asset.objectKey, asset]));
}

async function selectSameBytes(
  transaction: Transaction,
  scope: BatchScope,
  files: readonly FileVerdict[],
): Promise<Set<string>> {
  const { rows } = await transaction.query(sameBytes, [
    ...keysOf(scope),
    files.map(({ objectKey }) => objectKey),
    files.map(({ etag }) => etag),
    files.map(({ sizeBytes }) => sizeBytes),
  ]);
  return new Set(rows.map((row) => row.object_key));
}

const selectPast = `
  select
    exists (select from former_assets where organization_id = $1 and dataset_id = $2) as has_former,
    array(
      select past.id
      from connections as past
      join connections as own on own.organization_id = past.organization_id and own.bucket_name = past.bucket_name
      where own.organization_id = $1 and own.id = $3 and past.dataset_id = $2 and past.id <> $3
        and past.removed_at is not null and past.asset_count > 0
      order by past.id
    ) as disconnected`;

const selectAdoptable = `
  select object_key, connection_id, id
  from unnest($3::text[]) as requested (requested_key)
  cross join lateral (
    select object_key, connection_id, id
    from assets
    where ${OF_ANY_DATASET} and object_key = requested_key and connection_id = any($4::text[])
    offset 0
  ) as found
  order by object_key, id desc`;

const lockDisconnected = `
  select from connections where organization_id = $1 and id = any($2::text[]) order by id for update`;

const selectFormer = `
  select former_assets.*, exists (
    select from data_row_entries as entry
    where entry.organization_id = $1 and entry.month = $5 and entry.asset_id = former_assets.id
      and entry.kind = 'CHARGE'
  ) as is_charged
  from former_assets
  where ${MAY_RETURN}
  order by object_key, connection_id = $3, left_at
  for update of former_assets`;

const sameBytes = `
  select file.object_key
  from unnest($4::text[], $5::text[], $6::bigint[]) as file (object_key, etag, size_bytes)
  cross join lateral (
    select from assets
    where ${OF_ANY_DATASET} and connection_id = $3
      and assets.etag = file.etag and assets.size_bytes = file.size_bytes and assets.object_key <> file.object_key
    limit 1
  ) as twin`;

const adopt = `
  with adopted as (
    update assets
    set connection_id = $3
    from unnest($4::text[], $5::text[]) as disconnected (object_key, connection_id)
    where ${OF_ANY_DATASET}
      and assets.object_key = disconnected.object_key and assets.connection_id = disconnected.connection_id
    returning disconnected.connection_id
  ), counted as (
    select connection_id, count(*) as count from adopted group by connection_id
  )
  update connections
  set asset_count = asset_count - counted.count
  from counted
  where connections.organization_id = $1 and connections.id = counted.connection_id`;
