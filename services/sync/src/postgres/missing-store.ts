import type { Queryable, Transaction } from '@bucket-sync/shared/postgres';
import type { MissingAsset } from '../domain/pending.ts';
import type { MissingFiles, Run } from '../domain/run/run.ts';

/** Stores known keys that are no longer listed, with the content of their assets. */
export async function insertMissing(transaction: Transaction, run: Run, keys: readonly string[]): Promise<void> {
  if (keys.length > 0) await transaction.query(insertMissingKeys, [run.id, run.connectionId, keys]);
}

/** Stores keys as missing again after a rename from them was refused. They are matched with no other rename. */
export async function insertUnmatchable(
  transaction: Transaction,
  runId: string,
  keys: readonly string[],
): Promise<number> {
  const { rowCount } = await transaction.query(insertPlainKeys, [runId, keys]);
  return rowCount ?? 0;
}

/** Of the missing files, those that are assets. The others were skipped. */
export async function countMissingAssets(db: Queryable, run: Run): Promise<number> {
  const { rows } = await db.query(countAssets, [run.id, run.connectionId]);
  return rows[0].count;
}

/** The missing assets that have one of these contents, in key order. */
export async function selectMissingWith(
  transaction: Transaction,
  runId: string,
  contents: readonly Pick<MissingAsset, 'etag' | 'sizeBytes'>[],
): Promise<MissingAsset[]> {
  const etags = contents.map(({ etag }) => etag);
  const sizes = contents.map(({ sizeBytes }) => sizeBytes);
  const { rows } = await transaction.query(selectWithContent, [runId, etags, sizes]);
  return rows.map((row) => ({ key: row.object_key, etag: row.etag, sizeBytes: row.size_bytes }));
}

/** Deletes keys from the missing ones: their assets move to other keys. */
export async function deleteMissingKeys(
  transaction: Transaction,
  runId: string,
  keys: readonly string[],
): Promise<void> {
  await transaction.query('delete from missing_objects where run_id = $1 and object_key = any($2)', [runId, keys]);
}

/** The first `limit` missing keys after `after`, in the order of S3. */
export async function selectMissingKeys(
  db: Queryable,
  runId: string,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query(selectKeysAfter, [runId, after, limit]);
  return rows.map((row) => row.object_key);
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

/** The number of shown keys. A run may have millions of missing files. */
const MOST_KEYS = 100;

/** The assets of a held run of the organization whose files are missing or no longer fit. */
export async function findMissing(db: Queryable, organizationId: string, runId: string): Promise<MissingFiles> {
  const { rows } = await db.query(selectMissing, [organizationId, runId, MOST_KEYS]);
  return rows[0] ?? { count: 0, unfitCount: 0, keys: [], unfitKeys: [] };
}

const selectMissing = `
  select run.missing_assets + run.pending_withdrawals as count, run.pending_withdrawals as "unfitCount", shown.*
  from sync_runs as run, lateral (
    select
      coalesce(array_agg(object_key order by object_key), '{}') as keys,
      coalesce(array_agg(object_key order by object_key) filter (where is_unfit), '{}') as "unfitKeys"
    from (
      select object_key, is_unfit from (
        (select object_key, false as is_unfit from missing_objects
        where run_id = run.id and etag is not null order by object_key limit $3)
        union all
        (select object_key, true from pending_objects
        where run_id = run.id and kind = 'WITHDRAWAL' order by object_key limit $3)
      ) lost
      order by object_key limit $3
    ) first_lost
  ) as shown
  where run.organization_id = $1 and run.id = $2`;

const countAssets = `
  select count(*) as count
  from missing_objects missing
  join known_objects known
    on known.connection_id = $2 and known.object_key = missing.object_key and known.is_asset
  where missing.run_id = $1`;

const insertMissingKeys = `
  insert into missing_objects (run_id, object_key, etag, size_bytes)
  select $1, missing.object_key, known.etag, known.size_bytes
  from unnest($3::text[]) as missing (object_key)
  left join known_objects known
    on known.connection_id = $2 and known.object_key = missing.object_key and known.is_asset
  on conflict do nothing`;

const insertPlainKeys = `
  insert into missing_objects (run_id, object_key) select $1, unnest($2::text[]) on conflict do nothing`;

const selectWithContent = `
  select object_key, missing.etag, missing.size_bytes
  from missing_objects missing
  join (select distinct * from unnest($2::text[], $3::bigint[]) as each (etag, size_bytes)) content
    on content.etag = missing.etag and content.size_bytes = missing.size_bytes
  where run_id = $1
  order by object_key`;

const selectKeysAfter = `
  select object_key
  from missing_objects
  where run_id = $1 and ($2::text is null or object_key > $2)
  order by object_key
  limit $3`;

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
