import type { Transaction } from '@bucket-sync/shared/postgres';
import type { PendingObject, Rename } from '../domain/pending.ts';

/** WITHDRAWAL: an asset whose file no longer fits. RENAME: a new file with the bytes of an asset. NEW: a new file. */
export type PendingKind = 'WITHDRAWAL' | 'RENAME' | 'NEW';

export async function insertPending(
  transaction: Transaction,
  runId: string,
  kind: PendingKind,
  objects: readonly PendingObject[],
): Promise<void> {
  if (objects.length === 0) return;
  await transaction.query(insertObjects, [
    runId,
    kind,
    objects.map(({ key }) => key),
    objects.map(({ etag }) => etag),
    objects.map(({ sizeBytes }) => sizeBytes),
    objects.map(({ lastModified }) => lastModified),
    objects.map(({ archivedIn }) => archivedIn),
  ]);
}

/** The first `limit` objects of a kind. Objects with the same content are adjacent, in key order. */
export async function selectPending(
  transaction: Transaction,
  runId: string,
  kind: PendingKind,
  limit: number,
): Promise<PendingObject[]> {
  const { rows } = await transaction.query(selectObjects, [runId, kind, limit]);
  return rows.map((row) => ({
    key: row.object_key,
    etag: row.etag,
    sizeBytes: row.size_bytes,
    lastModified: row.last_modified,
    archivedIn: row.archived_in,
  }));
}

/** Marks renames as sent. The objects stay stored until the renames are answered. */
export async function markRenaming(
  transaction: Transaction,
  runId: string,
  renames: readonly Rename<PendingObject>[],
): Promise<void> {
  const to = renames.map((rename) => rename.to.key);
  const from = renames.map((rename) => rename.from.key);
  await transaction.query(setRenaming, [runId, to, from]);
}

/** Makes refused renames NEW. @returns the keys that their assets were to come from */
export async function refuseRenames(
  transaction: Transaction,
  runId: string,
  keys: readonly string[],
): Promise<string[]> {
  const { rows } = await transaction.query(setNew, [runId, keys]);
  return rows.map((row) => row.renamed_from);
}

export async function deletePending(transaction: Transaction, runId: string, keys: readonly string[]): Promise<void> {
  await transaction.query('delete from pending_objects where run_id = $1 and object_key = any($2)', [runId, keys]);
}

const insertObjects = `
  insert into pending_objects (run_id, kind, object_key, etag, size_bytes, last_modified, archived_in)
  select $1, $2, * from unnest($3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[])
  on conflict (run_id, object_key) do update
  set kind = excluded.kind, etag = excluded.etag, size_bytes = excluded.size_bytes,
    last_modified = excluded.last_modified, archived_in = excluded.archived_in`;

const selectObjects = `
  select object_key, etag, size_bytes, last_modified, archived_in
  from pending_objects
  where run_id = $1 and kind = $2
  order by etag, size_bytes, object_key
  limit $3`;

const setRenaming = `
  update pending_objects pending
  set kind = 'RENAMING', renamed_from = rename.from_key
  from unnest($2::text[], $3::text[]) as rename (to_key, from_key)
  where pending.run_id = $1 and pending.object_key = rename.to_key`;

const setNew = `
  update pending_objects
  set kind = 'NEW'
  where run_id = $1 and object_key = any($2) and kind = 'RENAMING'
  returning renamed_from`;
