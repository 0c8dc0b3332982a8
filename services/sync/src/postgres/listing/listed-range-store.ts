import { prepared, type Queryable, type Transaction, together } from '@bucket-sync/shared/postgres';
import type { ListedRange } from '../../domain/listing/slice.ts';
import type { BucketTarget } from '../../domain/ports.ts';
import type { Run } from '../../domain/run/run.ts';

type OfConnection = Pick<BucketTarget, 'organizationId' | 'connectionId'>;

/** Whether a row of `listed` counts: all verdicts of its `run` are stored, and no missing asset was kept. */
export const COUNTS = `(
  run.state in ('SUCCEEDED', 'SUCCEEDED_WITH_SKIPS') and (not listed.has_missing or run.removals <> 'KEPT'))`;

/** Replaces the rows of these key ranges, and those that overlap them. */
export async function replaceListed(
  transaction: Transaction,
  run: Run,
  ranges: readonly ListedRange[],
  options: { isStored: boolean },
): Promise<void> {
  if (ranges.length === 0) return;
  const fromKeys = ranges.map(({ fromKey }) => fromKey);
  const toKeys = ranges.map(({ toKey }) => toKey);
  const stored = options.isStored ? ranges : [];
  await together(
    transaction.query(deleteOverlapping, [run.connectionId, run.organizationId, fromKeys, toKeys]),
    transaction.query(insertListed, [
      run.connectionId,
      run.organizationId,
      run.id,
      stored.map(({ fromKey }) => fromKey),
      stored.map(({ toKey }) => toKey),
      stored.map(({ digest }) => digest),
      stored.map(({ objectCount }) => objectCount),
      stored.map(({ skippedCount }) => skippedCount),
      stored.map(({ hasMissing }) => hasMissing),
    ]),
  );
}

/** Deletes the rows of the ranges that hold these keys: the next listing compares their objects one by one. */
export async function forgetListed(
  db: Queryable,
  { connectionId, organizationId }: OfConnection,
  keys: readonly string[],
): Promise<void> {
  if (keys.length > 0) await db.query(deleteHolding, [connectionId, organizationId, keys]);
}

export async function deleteListedOf(db: Queryable, { connectionId, organizationId }: OfConnection): Promise<void> {
  await db.query('delete from listed_ranges where connection_id = $1 and organization_id = $2', [
    connectionId,
    organizationId,
  ]);
}

/** Counts files that the run itself skipped in the ranges that hold them. */
export async function addSkipped(transaction: Transaction, run: Run, keys: readonly string[]): Promise<void> {
  if (keys.length > 0) await transaction.query(addToHolding, [run.connectionId, run.organizationId, keys]);
}

/** The known objects of a connection, and the assets among them. Rows of unchanged ranges are counted as a whole. */
export async function countKnown(
  db: Queryable,
  { connectionId, organizationId }: OfConnection,
): Promise<{ objects: number; assets: number }> {
  const { rows } = await db.query(countKnownObjects, [connectionId, organizationId]);
  return rows[0];
}

// The rows do not overlap, so only the last one that begins before a range can reach into it.
const deleteOverlapping = `
  delete from listed_ranges listed
  using unnest($3::text[], $4::text[]) as range (from_key, to_key)
  where listed.connection_id = $1 and listed.organization_id = $2
    and listed.from_key >= coalesce(
      (select from_key
      from (
        select from_key, to_key from listed_ranges
        where connection_id = $1 and from_key < range.from_key collate "C"
        order by from_key desc limit 1
      ) before
      where to_key is null or to_key > range.from_key collate "C"),
      range.from_key collate "C"
    )
    and (range.to_key is null or listed.from_key < range.to_key collate "C")`;

const insertListed = prepared(`
  insert into listed_ranges (connection_id, organization_id, run_id, from_key, to_key, digest, object_count,
    left_out_count, has_missing)
  select $1, $2, $3, * from unnest($4::text[], $5::text[], $6::text[], $7::integer[], $8::integer[], $9::boolean[])`);

/** The range that holds each key, of the rows that do not overlap. */
const holding = `
  select holding.from_key
  from unnest($3::text[]) as each (object_key)
  cross join lateral (
    select from_key, to_key from listed_ranges
    where connection_id = $1 and organization_id = $2 and from_key < each.object_key collate "C"
    order by from_key desc limit 1
  ) holding
  where holding.to_key is null or holding.to_key >= each.object_key collate "C"`;

const deleteHolding = `
  delete from listed_ranges where connection_id = $1 and organization_id = $2 and from_key in (${holding})`;

const addToHolding = `
  update listed_ranges listed
  set left_out_count = left_out_count + held.count
  from (select from_key, count(*) as count from (${holding}) each group by from_key) held
  where listed.connection_id = $1 and listed.organization_id = $2 and listed.from_key = held.from_key`;

// Between the ranges that count, and behind the last one, the rows of known_objects are counted.
const countKnownObjects = `
  with counting as (
    select listed.from_key, listed.to_key, listed.object_count, listed.left_out_count
    from listed_ranges listed
    join sync_runs run on run.id = listed.run_id
    where listed.connection_id = $1 and listed.organization_id = $2 and ${COUNTS}
  ), gap as (
    select to_key as after, lead(from_key) over (order by from_key nulls first) as up_to
    from (select null as from_key, '' as to_key union all select from_key, to_key from counting) ends
  ), counted as (
    select object_count as objects, object_count - left_out_count as assets from counting
    union all
    select known.objects, known.assets
    from gap
    cross join lateral (
      select count(*) as objects, count(*) filter (where is_asset) as assets from known_objects
      where connection_id = $1 and organization_id = $2
        and object_key > gap.after collate "C" and (gap.up_to is null or object_key <= gap.up_to collate "C")
    ) known
    where gap.after is not null and gap.after is distinct from gap.up_to
  )
  select coalesce(sum(objects), 0)::bigint as objects, coalesce(sum(assets), 0)::bigint as assets from counted`;
