import type { BatchTakenIn, Outcome } from '@bucket-sync/shared/contracts';
import { binaryArray, type ElementType, type Transaction } from '@bucket-sync/shared/postgres';
import { unsettledReason } from '../../domain/comparing.ts';
import { deleteKnownKeys } from './known-object-store.ts';

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
