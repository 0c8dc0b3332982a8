import type { Queryable, Transaction } from '@bucket-sync/shared/postgres';
import type { MissingFiles } from '../domain/run/run.ts';

export async function insertMissing(transaction: Transaction, runId: string, keys: readonly string[]): Promise<void> {
  if (keys.length > 0) await transaction.query(insertMissingKeys, [runId, keys]);
}

/** Takes the first `limit` missing keys out of the store, in batches of `batchSize`, in key order. */
export async function takeMissing(
  transaction: Transaction,
  runId: string,
  limit: number,
  batchSize: number,
): Promise<string[][]> {
  const { rows } = await transaction.query(takeMissingKeys, [runId, limit, batchSize]);
  return rows.map((row) => row.keys);
}

export async function deleteMissing(transaction: Transaction, runId: string): Promise<void> {
  await transaction.query('delete from missing_objects where run_id = $1', [runId]);
}

/** What is told of the missing files of a run; their number may be millions. */
const MOST_KEYS = 100;

/** The missing files of a run of the organization. */
export async function findMissing(db: Queryable, organizationId: string, runId: string): Promise<MissingFiles> {
  const { rows } = await db.query(selectMissing, [organizationId, runId, MOST_KEYS]);
  return rows[0] ?? { count: 0, keys: [] };
}

const selectMissing = `
  select run.missing as count, array(
    select object_key from missing_objects where run_id = run.id order by object_key limit $3
  ) as keys
  from sync_runs as run
  where run.organization_id = $1 and run.id = $2`;

const insertMissingKeys = `
  insert into missing_objects (run_id, object_key) select $1, unnest($2::text[]) on conflict do nothing`;

const takeMissingKeys = `
  with taken as (
    delete from missing_objects
    where run_id = $1 and object_key in (
      select object_key from missing_objects where run_id = $1 order by object_key limit $2
    )
    returning object_key
  )
  select array_agg(object_key order by object_key) as keys
  from (select object_key, (row_number() over (order by object_key) - 1) / $3 as batch from taken) numbered
  group by batch
  order by batch`;
