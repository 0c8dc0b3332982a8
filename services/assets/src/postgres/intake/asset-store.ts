import { keySpan } from '@bucket-sync/shared/aws';
import { binaryArray, type PreparedStatement, prepared, type Transaction } from '@bucket-sync/shared/postgres';
import type { AcceptedFile, RenamedFile } from '../../domain/intake.ts';
import type { BatchScope, RenameRequest } from '../../domain/ports.ts';
import { columnValues, INSERT_ASSETS, UPSERT_ASSETS } from '../asset-row.ts';
import { ctidsOf, keysOf, OF_ANY_DATASET } from './scope-keys.ts';

/**
 * Ids of the connection's assets by object key, for these keys. A batch is a part of a bucket: where the dataset has no
 * asset between its keys, none of them is looked up.
 */
export async function selectAssetIds(
  transaction: Transaction,
  scope: BatchScope,
  objectKeys: readonly string[],
): Promise<Map<string, string>> {
  const span = keySpan(objectKeys);
  if (span === null) return new Map();
  const { organizationId, datasetId } = scope;
  const within = await transaction.query(selectAnyWithin, [organizationId, datasetId, span.first, span.last]);
  if (within.rowCount === 0) return new Map();
  const { rows } = await transaction.query(selectIds, [...keysOf(scope), binaryArray('text', objectKeys)]);
  return new Map(rows.map((row) => [row.object_key, row.id]));
}

const storingBy =
  (statement: PreparedStatement) =>
  async (transaction: Transaction, scope: BatchScope, files: readonly AcceptedFile[], now: Date): Promise<void> => {
    if (files.length === 0) return;
    await transaction.query(statement, [...keysOf(scope), now, ...columnValues(files)]);
  };

/** Stores the assets of files that have none. The connection is locked, so no other transaction adds them. */
export const insertAssets = storingBy(prepared(INSERT_ASSETS));

/** Overwrites existing assets, which keep their ids and addedAt. */
export const updateAssets = storingBy(prepared(UPSERT_ASSETS));

/** Moves assets to their new keys if the bytes are the same and the new key has no asset. @returns the moved assets */
export async function moveAssets(
  transaction: Transaction,
  scope: BatchScope,
  renamed: readonly RenameRequest[],
  now: Date,
): Promise<RenamedFile[]> {
  const { rows } = await transaction.query(updateKeys, [
    ...keysOf(scope),
    now,
    renamed.map(({ fromKey }) => fromKey),
    renamed.map(({ toKey }) => toKey),
    renamed.map(({ etag }) => etag),
    renamed.map(({ sizeBytes }) => sizeBytes),
    renamed.map(({ lastModified }) => lastModified),
  ]);
  return rows.map((row) => ({
    id: row.id,
    mediaType: row.media_type,
    objectKey: row.object_key,
    previousKey: row.previous_key,
    etag: row.etag,
    sizeBytes: row.size_bytes,
  }));
}

const selectAnyWithin = `
  select from assets
  where ${OF_ANY_DATASET} and object_key >= $3 and object_key <= $4
  order by object_key
  limit 1`;

const selectIds = `
  select object_key, id from assets where ctid = any(array(${ctidsOf('assets')}))`;

const updateKeys = `
  with renamed as (
    select *
    from unnest($5::text[], $6::text[], $7::text[], $8::bigint[], $9::timestamptz[])
      as file (from_key, to_key, etag, size_bytes, last_modified)
    where not exists (
      select from assets
      where ${OF_ANY_DATASET} and connection_id = $3 and object_key = file.to_key
    )
  )
  update assets
  set object_key = renamed.to_key, last_modified = renamed.last_modified, updated_at = $4
  from renamed
  where ${OF_ANY_DATASET} and connection_id = $3 and object_key = renamed.from_key
    and assets.etag = renamed.etag and assets.size_bytes = renamed.size_bytes
  returning id, media_type, object_key, renamed.from_key as previous_key, assets.etag, assets.size_bytes`;
