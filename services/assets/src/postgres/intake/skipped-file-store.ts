import { binaryArray, type Transaction } from '@bucket-sync/shared/postgres';
import type { SkippedFileVerdict } from '../../domain/intake.ts';
import type { BatchScope } from '../../domain/ports.ts';
import { type ConnectionScope, ctidsOf, keysOf } from './scope-keys.ts';

/**
 * Stores the files that this run skips, and moves the verdicts of an earlier run to past_skips.
 *
 * @returns the new ones
 */
export async function upsertSkippedFiles(
  transaction: Transaction,
  scope: BatchScope,
  files: readonly (SkippedFileVerdict & { id: string })[],
  now: Date,
): Promise<number> {
  if (files.length === 0) return 0;
  const column = <T>(value: (file: SkippedFileVerdict & { id: string }) => T) => files.map(value);
  const objectKeys = column((file) => file.objectKey);
  await transaction.query(copyToPast, [...keysOf(scope), objectKeys, scope.runId]);
  const { rows } = await transaction.query(upsert, [
    ...keysOf(scope),
    scope.runId,
    now,
    objectKeys,
    column((file) => file.id),
    column((file) => file.sizeBytes),
    column((file) => file.reason),
    column((file) => file.detail),
    column((file) => (file.findings ? JSON.stringify(file.findings) : null)),
    column((file) => file.etag),
  ]);
  return rows[0].count;
}

/**
 * Ends the skipped files of these keys; past_skips keeps those of other runs than `runId`. @returns how many there were
 */
export async function deleteSkippedFiles(
  transaction: Transaction,
  scope: ConnectionScope & { runId: string | null },
  objectKeys: readonly string[],
): Promise<number> {
  if (objectKeys.length === 0) return 0;
  const { rows } = await transaction.query(moveToPast, [
    ...keysOf(scope),
    binaryArray('text', objectKeys),
    scope.runId,
  ]);
  return rows[0].count;
}

/** The columns of past_skips. skipped_files has them too. */
export const PAST_COLUMNS = `
  organization_id, run_id, object_key, connection_id, id, size_bytes, reason, detail, mend, findings,
  first_skipped_at, last_skipped_at`;

const copyToPast = `
  insert into past_skips (${PAST_COLUMNS})
  select ${PAST_COLUMNS}
  from skipped_files
  where ctid = any(array(${ctidsOf('skipped_files')})) and run_id <> $5
  on conflict (organization_id, run_id, object_key) do nothing`;

const moveToPast = `
  with gone as (
    delete from skipped_files where ctid = any(array(${ctidsOf('skipped_files')})) returning *
  ), past as (
    insert into past_skips (${PAST_COLUMNS})
    select ${PAST_COLUMNS} from gone where run_id is distinct from $5
    on conflict (organization_id, run_id, object_key) do nothing
  )
  select count(*) as count from gone`;

// xmax is 0 in an inserted row. In an updated row it is the id of the transaction.
const upsert = `
  with stored as (
    insert into skipped_files (
      organization_id, dataset_id, connection_id, run_id, first_skipped_at, last_skipped_at,
      object_key, id, size_bytes, reason, detail, findings, etag
    )
    select $1, $2, $3, $4, $5, $5, object_key, id, size_bytes, reason, detail, findings, etag
    from unnest($6::text[], $7::uuid[], $8::bigint[], $9::text[], $10::text[], $11::jsonb[], $12::text[])
      as file (object_key, id, size_bytes, reason, detail, findings, etag)
    on conflict (organization_id, dataset_id, object_key, connection_id) do update
    set run_id = excluded.run_id, last_skipped_at = excluded.last_skipped_at, size_bytes = excluded.size_bytes,
      reason = excluded.reason, detail = excluded.detail, mend = null,
      findings = excluded.findings, etag = excluded.etag
    returning xmax = 0 as is_new
  )
  select count(*) filter (where is_new) as count from stored`;
