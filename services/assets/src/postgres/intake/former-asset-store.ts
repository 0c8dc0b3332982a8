import type { Transaction } from '@bucket-sync/shared/postgres';
import type { AssetName, FormerAsset, IntakePlan } from '../../domain/intake.ts';
import type { BatchScope } from '../../domain/ports.ts';
import { ctidsOf, keysOf, OF_ANY_DATASET } from './scope-keys.ts';

/**
 * Deletes assets of the connection and records each as a former asset: a file that returns gets the id of its asset
 * back.
 */
export async function retireAssets(
  transaction: Transaction,
  scope: BatchScope,
  assets: readonly AssetName[],
  leaving: { why: FormerAsset['why']; now: Date },
): Promise<void> {
  if (assets.length === 0) return;
  const objectKeys = assets.map(({ objectKey }) => objectKey);
  await transaction.query(retire, [...keysOf(scope), objectKeys, leaving.now, leaving.why]);
}

/**
 * The former assets that the files of these keys get back: those of the connection, and of removed ones of its bucket.
 * The values $1 to $4 are `keysOf` the scope and the keys.
 */
export const MAY_RETURN = `ctid = any(array(
    select found.ctid
    from unnest($4::text[]) as requested (object_key)
    cross join lateral (
      select ctid from former_assets
      where ${OF_ANY_DATASET} and object_key = requested.object_key
      offset 0
    ) as found
  ))
  and (connection_id = $3 or connection_id in (
    select past.id
    from connections as past
    join connections as own on own.organization_id = past.organization_id
    where own.organization_id = $1 and own.id = $3
      and past.removed_at is not null and former_assets.bucket_name = own.bucket_name
  ))`;

/**
 * A withdrawn file that is then removed from the bucket, or moved to another key, counts as removed: it is charged if
 * it returns in a later month.
 */
export async function markFormerRemoved(
  transaction: Transaction,
  scope: BatchScope,
  objectKeys: readonly string[],
  now: Date,
): Promise<void> {
  if (objectKeys.length === 0) return;
  await transaction.query(setRemoved, [...keysOf(scope), objectKeys, now]);
}

/** Deletes the records of former assets that have returned. */
export async function deleteFormerAssets(
  transaction: Transaction,
  scope: BatchScope,
  returned: IntakePlan['returned'],
): Promise<void> {
  if (returned.length === 0) return;
  await transaction.query(deleteReturned, [
    scope.organizationId,
    scope.datasetId,
    returned.map(({ objectKey }) => objectKey),
    returned.map(({ connectionId }) => connectionId),
  ]);
}

// biome-ignore lint/suspicious/noExplicitAny: a row of pg
export const toFormerAsset = (row: any): Omit<FormerAsset, 'isCharged'> => ({
  id: row.id,
  objectKey: row.object_key,
  connectionId: row.connection_id,
  etag: row.etag,
  sizeBytes: row.size_bytes,
  addedAt: row.added_at,
  why: row.why,
});

const retire = `
  with gone as (
    delete from assets where ctid = any(array(${ctidsOf('assets')})) returning *
  )
  insert into former_assets (
    organization_id, dataset_id, object_key, connection_id, bucket_name, id, etag, size_bytes, added_at, left_at, why
  )
  select
    organization_id, dataset_id, object_key, connection_id,
    (select bucket_name from connections where organization_id = $1 and connections.id = $3),
    id, etag, size_bytes, added_at, $5, $6
  from gone
  on conflict (organization_id, dataset_id, object_key, connection_id) do update
  set bucket_name = excluded.bucket_name, id = excluded.id, etag = excluded.etag, size_bytes = excluded.size_bytes,
    added_at = excluded.added_at, left_at = excluded.left_at, why = excluded.why`;

const setRemoved = `
  update former_assets
  set why = 'REMOVED', left_at = $5
  where why = 'WITHDRAWN' and ${MAY_RETURN}`;

const deleteReturned = `
  delete from former_assets
  using unnest($3::text[], $4::text[]) as returned (object_key, connection_id)
  where ${OF_ANY_DATASET}
    and former_assets.object_key = returned.object_key and former_assets.connection_id = returned.connection_id`;
