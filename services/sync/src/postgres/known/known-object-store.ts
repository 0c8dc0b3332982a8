import type { SkipReason } from '@bucket-sync/shared/contracts';
import type { Queryable } from '@bucket-sync/shared/postgres';
import type { KnownObject } from '../../domain/comparing.ts';
import type { KeyRange } from '../../domain/key-range.ts';
import type { BucketTarget, ReadableObject } from '../../domain/ports.ts';

/** The first `limit` known objects of the range, in the order of S3. */
export async function selectKnownRange(
  db: Queryable,
  target: BucketTarget,
  range: KeyRange & { limit: number },
): Promise<KnownObject[]> {
  const { rows } = await db.query(selectRange, [
    target.connectionId,
    target.organizationId,
    range.after ?? '',
    range.upTo,
    range.limit,
  ]);
  return rows.map(toKnown);
}

/** The known objects of ranges that do not overlap, at most `limit` of each, in the order of S3. */
export async function selectKnownWithin(
  db: Queryable,
  { connectionId, organizationId }: BucketTarget,
  { ranges, limit }: { ranges: readonly KeyRange[]; limit: number },
): Promise<KnownObject[]> {
  const { rows } = await db.query(selectWithin, [
    connectionId,
    organizationId,
    ranges.map(({ after }) => after ?? ''),
    ranges.map(({ upTo }) => upTo ?? LAST_KEY),
    limit,
  ]);
  return rows.map(toKnown);
}

/** The known objects of these keys, in the order of S3. */
export async function selectKnownAmong(
  db: Queryable,
  { connectionId, organizationId }: BucketTarget,
  keys: readonly string[],
): Promise<KnownObject[]> {
  const { rows } = await db.query(selectAmong, [connectionId, organizationId, keys]);
  return rows.map(toKnown);
}

/** The first `limit` keys after `after` that were skipped for one of these reasons, in the order of S3. */
export async function selectSkippedKeys(
  db: Queryable,
  { connectionId, organizationId }: BucketTarget,
  reasons: readonly SkipReason[],
  after: string | null,
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query(selectSkipped, [connectionId, organizationId, reasons, after ?? '', limit]);
  return rows.map((row) => row.object_key);
}

/** No key of S3 is greater: a key has at most 1,024 bytes. With it, an open range is one scan of the index too. */
const LAST_KEY = '\u{10ffff}'.repeat(256);

function toKnown(row: KnownRow): KnownObject {
  return {
    key: row.object_key,
    etag: row.etag,
    sizeBytes: row.size_bytes,
    unsettledReason: row.unsettled_reason,
    archivedIn: row.archived_in,
    isReported: row.is_reported,
    isAsset: row.is_asset,
  };
}

interface KnownRow {
  object_key: string;
  etag: string;
  size_bytes: number;
  unsettled_reason: SkipReason | null;
  archived_in: string | null;
  is_reported: boolean;
  is_asset: boolean;
}

/** A few objects with a settled verdict, from both ends of the key order. Reads of them should succeed. */
export async function selectKnownSample(db: Queryable, target: BucketTarget): Promise<ReadableObject[]> {
  const { rows } = await db.query(selectSample, [target.connectionId, target.organizationId, SAMPLED_AT_EACH_END]);
  return rows.map((row) => ({ key: row.object_key, etag: row.etag, sizeBytes: row.size_bytes }));
}

const SAMPLED_AT_EACH_END = 8;

/** Deletes known objects: the next sync counts them as new. */
export async function deleteKnownKeys(
  db: Queryable,
  { organizationId, connectionId }: Pick<BucketTarget, 'organizationId' | 'connectionId'>,
  keys: readonly string[],
): Promise<void> {
  if (keys.length > 0) await db.query(deleteKnown, [connectionId, organizationId, keys]);
}

/** Deletes the known objects of a connection in portions, so each statement is short for any bucket size. */
export async function deleteKnownOf(db: Queryable, organizationId: string, connectionId: string): Promise<void> {
  for (;;) {
    const { rowCount } = await db.query(deleteKnownPortion, [connectionId, organizationId, PORTION]);
    if (rowCount === 0) return;
  }
}

const PORTION = 20_000;

const KNOWN_COLUMNS = 'object_key, etag, size_bytes, unsettled_reason, archived_in, is_reported, is_asset';

const selectAmong = `
  select ${KNOWN_COLUMNS}
  from known_objects
  where connection_id = $1 and organization_id = $2 and object_key = any($3)
  order by object_key`;

const selectRange = `
  select ${KNOWN_COLUMNS}
  from known_objects
  where connection_id = $1 and organization_id = $2 and object_key > $3
    and ($4::text is null or object_key <= $4)
  order by object_key
  limit $5`;

// PostgreSQL expects a ninth of all rows in each range, and would read the whole table. The limit tells it otherwise.
const selectWithin = `
  select ${KNOWN_COLUMNS}
  from unnest($3::text[], $4::text[]) as span (after, up_to)
  cross join lateral (
    select ${KNOWN_COLUMNS}
    from known_objects
    where connection_id = $1 and organization_id = $2
      and object_key > span.after collate "C" and object_key <= span.up_to collate "C"
    order by object_key
    limit $5
  ) within
  order by object_key`;

const selectSkipped = `
  select object_key
  from known_objects
  where connection_id = $1 and organization_id = $2 and skip_reason = any($3::text[]) and object_key > $4
  order by object_key
  limit $5`;

const selectSample = `
  (select object_key, etag, size_bytes from known_objects
  where connection_id = $1 and organization_id = $2 and unsettled_reason is null and size_bytes > 0
  order by object_key limit $3)
  union
  (select object_key, etag, size_bytes from known_objects
  where connection_id = $1 and organization_id = $2 and unsettled_reason is null and size_bytes > 0
  order by object_key desc limit $3)`;

const deleteKnown = `
  delete from known_objects where connection_id = $1 and organization_id = $2 and object_key = any($3)`;

const deleteKnownPortion = `
  delete from known_objects
  where connection_id = $1 and organization_id = $2 and object_key in (
    select object_key from known_objects where connection_id = $1 and organization_id = $2 limit $3
  )`;
