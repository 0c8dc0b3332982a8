import type { Transaction } from '@bucket-sync/shared/postgres';
import type { AcceptedFile } from '../../domain/intake.ts';
import type { BatchScope } from '../../domain/ports.ts';

/** Ids of the connection's assets by object key, for these keys. */
export async function selectAssetIds(
  transaction: Transaction,
  scope: BatchScope,
  objectKeys: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await transaction.query(selectIds, [...keysOf(scope), objectKeys]);
  return new Map(rows.map((row) => [row.object_key, row.id]));
}

/** Stores new assets and overwrites what is known of those that are there; these keep their ids and addedAt. */
export async function upsertAssets(
  transaction: Transaction,
  scope: BatchScope,
  files: readonly AcceptedFile[],
  now: Date,
): Promise<void> {
  if (files.length === 0) return;
  const column = <T>(value: (file: AcceptedFile) => T) => files.map(value);
  await transaction.query(upsert, [
    ...keysOf(scope),
    now,
    column((file) => file.objectKey),
    column((file) => file.id),
    column((file) => file.media.mediaType),
    column((file) => file.media.contentType),
    column((file) => file.sizeBytes),
    column((file) => file.etag),
    column((file) => file.media.width),
    column((file) => file.media.height),
    column((file) => file.media.video?.durationMs),
    column((file) => file.media.video?.frameRate),
    column((file) => file.media.video?.frameCount),
    column((file) => file.media.video?.codec),
    column((file) => file.media.video?.pixelFormat),
    column((file) => file.media.video?.majorBrand),
    column((file) => file.lastModified),
  ]);
}

export async function deleteAssets(
  transaction: Transaction,
  scope: BatchScope,
  objectKeys: readonly string[],
): Promise<void> {
  if (objectKeys.length === 0) return;
  await transaction.query(deleteByKey, [...keysOf(scope), objectKeys]);
}

const keysOf = (scope: BatchScope) => [scope.organizationId, scope.datasetId, scope.connectionId];

const selectIds = `
  select object_key, id
  from assets
  where organization_id = $1 and dataset_id = $2 and connection_id = $3 and object_key = any($4::text[])`;

const upsert = `
  insert into assets (
    organization_id, dataset_id, connection_id, object_key, id, media_type, content_type, size_bytes, etag, width, height,
    duration_ms, frame_rate, frame_count, codec, pixel_format, major_brand, last_modified, added_at, updated_at
  )
  select
    $1, $2, $3, object_key, id, media_type, content_type, size_bytes, etag, width, height,
    duration_ms, frame_rate, frame_count, codec, pixel_format, major_brand, last_modified, $4, $4
  from unnest(
    $5::text[], $6::uuid[], $7::text[], $8::text[], $9::bigint[], $10::text[], $11::integer[], $12::integer[],
    $13::integer[], $14::double precision[], $15::integer[], $16::text[], $17::text[], $18::text[], $19::timestamptz[]
  ) as file (
    object_key, id, media_type, content_type, size_bytes, etag, width, height,
    duration_ms, frame_rate, frame_count, codec, pixel_format, major_brand, last_modified
  )
  on conflict (organization_id, dataset_id, object_key, connection_id) do update
  set media_type = excluded.media_type, content_type = excluded.content_type, size_bytes = excluded.size_bytes,
    etag = excluded.etag, width = excluded.width, height = excluded.height, duration_ms = excluded.duration_ms,
    frame_rate = excluded.frame_rate, frame_count = excluded.frame_count, codec = excluded.codec,
    pixel_format = excluded.pixel_format, major_brand = excluded.major_brand,
    last_modified = excluded.last_modified, updated_at = excluded.updated_at`;

const deleteByKey = `
  delete from assets
  where organization_id = $1 and dataset_id = $2 and connection_id = $3 and object_key = any($4::text[])`;
