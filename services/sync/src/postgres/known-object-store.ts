import type { BatchTakenIn } from '@bucket-sync/shared/contracts';
import type { Queryable, Transaction } from '@bucket-sync/shared/postgres';
import { type KnownObject, unsettledReason } from '../domain/comparing.ts';
import type { BucketTarget } from '../domain/ports.ts';

/** What is known in the range of keys (after, upTo], in the order of S3; null is open. */
export async function selectKnownRange(
  db: Queryable,
  target: BucketTarget,
  after: string | null,
  upTo: string | null,
): Promise<KnownObject[]> {
  const { rows } = await db.query(selectRange, [target.connectionId, target.organizationId, after ?? '', upTo]);
  return rows.map((row) => ({
    key: row.object_key,
    etag: row.etag,
    sizeBytes: row.size_bytes,
    unsettledReason: row.unsettled_reason,
  }));
}

export async function countKnown(db: Queryable, target: BucketTarget): Promise<number> {
  const { rows } = await db.query(countKnownObjects, [target.connectionId, target.organizationId]);
  return rows[0].count;
}

/** Keeps what is known after a batch: its verdicts, and that removed objects are no more. */
export async function keepOutcomes(transaction: Transaction, batch: BatchTakenIn): Promise<void> {
  const removed = batch.outcomes.filter(({ outcome }) => outcome === 'REMOVED');
  const looked = batch.outcomes.filter(({ outcome }) => outcome !== 'REMOVED');
  if (looked.length > 0) {
    await transaction.query(upsertKnown, [
      batch.connectionId,
      batch.organizationId,
      looked.map(({ objectKey }) => objectKey),
      looked.map(({ etag }) => etag),
      looked.map(({ sizeBytes }) => sizeBytes),
      looked.map(({ reason }) => unsettledReason(reason)),
    ]);
  }
  if (removed.length > 0) {
    const keys = removed.map(({ objectKey }) => objectKey);
    await transaction.query(deleteKnown, [batch.connectionId, batch.organizationId, keys]);
  }
}

const selectRange = `
  select object_key, etag, size_bytes, unsettled_reason
  from known_objects
  where connection_id = $1 and organization_id = $2 and object_key > $3
    and ($4::text is null or object_key <= $4)
  order by object_key`;

const countKnownObjects = `
  select count(*) as count from known_objects where connection_id = $1 and organization_id = $2`;

const upsertKnown = `
  insert into known_objects (connection_id, organization_id, object_key, etag, size_bytes, unsettled_reason)
  select $1, $2, object_key, etag, size_bytes, unsettled_reason
  from unnest($3::text[], $4::text[], $5::bigint[], $6::text[])
    as looked (object_key, etag, size_bytes, unsettled_reason)
  on conflict (connection_id, object_key) do update
  set etag = excluded.etag, size_bytes = excluded.size_bytes, unsettled_reason = excluded.unsettled_reason
  where known_objects.organization_id = excluded.organization_id`;

const deleteKnown = `
  delete from known_objects where connection_id = $1 and organization_id = $2 and object_key = any($3)`;
