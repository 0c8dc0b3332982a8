import type { BatchTakenIn, Outcome, SkipReason } from '@bucket-sync/shared/contracts';
import { binaryArray, type ElementType, type Queryable, type Transaction } from '@bucket-sync/shared/postgres';
import { type KnownObject, unsettledReason } from '../domain/comparing.ts';
import type { BucketTarget, ReadableObject } from '../domain/ports.ts';

/** The first `limit` known objects of the range of keys (after, upTo], in the order of S3. Null leaves an end open. */
export async function selectKnownRange(
  db: Queryable,
  target: BucketTarget,
  range: { after: string | null; upTo: string | null; limit: number },
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

/** The known objects of key ranges (after, upTo] that do not overlap, at most `limit` of each, in the order of S3. */
export async function selectKnownWithin(
  db: Queryable,
  { connectionId, organizationId }: BucketTarget,
  { ranges, limit }: { ranges: readonly { after: string | null; upTo: string | null }[]; limit: number },
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

/**
 * Stores the known objects after a batch: it adds the objects with a verdict and deletes removed and renamed keys.
 *
 * @param archived  the storage class of each archived object of the batch, by key
 */
export async function storeOutcomes(
  transaction: Transaction,
  batch: BatchTakenIn,
  archived: ReadonlyMap<string, string>,
): Promise<void> {
  const inspected = batch.outcomes.filter(({ outcome }) => WITH_VERDICT.includes(outcome));
  if (inspected.length > 0) {
    const column = (type: ElementType, value: (outcome: BatchTakenIn['outcomes'][number]) => unknown) =>
      binaryArray(type, inspected.map(value));
    await transaction.query(upsertKnown, [
      batch.connectionId,
      batch.organizationId,
      column('text', ({ objectKey }) => objectKey),
      column('text', ({ etag }) => etag),
      column('bigint', ({ sizeBytes }) => sizeBytes),
      column('text', ({ reason }) => unsettledReason(reason)),
      column('boolean', ({ outcome }) => outcome !== 'SKIPPED'),
      column('text', ({ reason }) => reason),
      column('text', ({ objectKey }) => archived.get(objectKey)),
      column('boolean', ({ withdrawn = false }) => withdrawn),
    ]);
  }
  const removed = batch.outcomes.filter(({ outcome }) => outcome === 'REMOVED');
  const renamed = batch.outcomes.flatMap(({ renamedFrom }) => renamedFrom ?? []);
  const gone = [...removed.map(({ objectKey }) => objectKey), ...renamed];
  await deleteKnownKeys(transaction, batch, gone);
}

const WITH_VERDICT: readonly Outcome[] = ['ADDED', 'UPDATED', 'SKIPPED'];

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

const selectSample = `
  (select object_key, etag, size_bytes from known_objects
  where connection_id = $1 and organization_id = $2 and unsettled_reason is null and size_bytes > 0
  order by object_key limit $3)
  union
  (select object_key, etag, size_bytes from known_objects
  where connection_id = $1 and organization_id = $2 and unsettled_reason is null and size_bytes > 0
  order by object_key desc limit $3)`;

// An asset with a transient read failure stays an asset, unless it was withdrawn.
const upsertKnown = `
  with inspected as (
    select * from unnest($3::text[], $4::text[], $5::bigint[], $6::text[], $7::boolean[], $8::text[], $9::text[],
      $10::boolean[])
      as each (object_key, etag, size_bytes, unsettled_reason, is_asset, skip_reason, archived_in, withdrawn)
  )
  insert into known_objects (connection_id, organization_id, object_key, etag, size_bytes, unsettled_reason, is_asset,
    skip_reason, archived_in)
  select $1, $2, object_key, etag, size_bytes, unsettled_reason,
    is_asset or (unsettled_reason is not null and not withdrawn and exists (
      select from known_objects known
      where known.connection_id = $1 and known.object_key = inspected.object_key and known.is_asset
    )),
    skip_reason, archived_in
  from inspected
  on conflict (connection_id, object_key) do update
  set etag = excluded.etag, size_bytes = excluded.size_bytes, unsettled_reason = excluded.unsettled_reason,
    is_asset = excluded.is_asset, skip_reason = excluded.skip_reason, archived_in = excluded.archived_in
  where known_objects.organization_id = excluded.organization_id`;

const deleteKnown = `
  delete from known_objects where connection_id = $1 and organization_id = $2 and object_key = any($3)`;

const deleteKnownPortion = `
  delete from known_objects
  where connection_id = $1 and organization_id = $2 and object_key in (
    select object_key from known_objects where connection_id = $1 and organization_id = $2 limit $3
  )`;
