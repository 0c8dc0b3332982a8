import { prepared, type Queryable, type Transaction, together } from '@bucket-sync/shared/postgres';
import type { ListedRange, ListingRange, RangeSplit, RecordedPart } from '../../domain/listing/slice.ts';
import type { Run } from '../../domain/run/run.ts';
import { COUNTS } from './listed-range-store.ts';

/** A run starts with so many ranges when an earlier listing shows where to divide: as many as are listed at once. */
const FIRST_RANGES = 48;
/** Earlier ranges that a slice uses of each of its ranges: more than one connection lists in a slice. */
const LISTED_AT_ONCE = 64;

/** Opens the ranges of a new run. The earlier listing of the connection is divided evenly. @returns their number */
export async function openRanges(transaction: Transaction, run: Run): Promise<number> {
  const first = run.onlyReasons ? null : FIRST_RANGES;
  const { rowCount } = await transaction.query(insertRanges, [run.id, run.connectionId, run.organizationId, first]);
  return rowCount ?? 0;
}

/** The open ranges of a run, each with the first earlier ranges that count within it. */
export async function selectRanges(db: Queryable, run: Run): Promise<ListingRange[]> {
  const { rows } = await db.query(selectOpenRanges, [run.id, run.connectionId, run.organizationId, LISTED_AT_ONCE]);
  return rows.map((row) => {
    const listed: ListedRange[] = row.listed ?? [];
    return {
      id: row.range_id,
      after: row.resume_after,
      upTo: row.to_key,
      parts: row.parts,
      listed,
      isListedWhole: listed.length < LISTED_AT_ONCE,
    };
  });
}

/** Stores divisions of ranges in the order in which they were made. A new range may be divided again. */
export async function splitRanges(
  transaction: Transaction,
  runId: string,
  splits: readonly RangeSplit[],
): Promise<void> {
  if (splits.length === 0) return;
  const ends = new Map<number, string | null>();
  for (const { range, at, newRange, upTo } of splits) ends.set(newRange, upTo).set(range, at);
  const starts = new Map(splits.map(({ newRange, at }) => [newRange, at]));
  const divided = [...ends.keys()].filter((range) => !starts.has(range));
  const made = [...starts.keys()];
  await together(
    transaction.query(setRangeEnds, [runId, divided, divided.map((range) => ends.get(range))]),
    transaction.query(insertDivided, [runId, made, [...starts.values()], made.map((range) => ends.get(range))]),
  );
}

/** @returns false when a part was recorded before: nothing may be stored */
export async function advanceRanges(
  transaction: Transaction,
  runId: string,
  parts: readonly RecordedPart[],
): Promise<boolean> {
  const byRange = Map.groupBy(parts, ({ range }) => range);
  const moves = [...byRange].map(([range, [first, ...rest]]) => {
    const last = rest.at(-1) ?? first!;
    return { range, part: first!.part, count: rest.length + 1, resumeAfter: last.resumeAfter };
  });
  const listed = moves.filter(({ resumeAfter }) => resumeAfter === null).map(({ range }) => range);
  const [{ rowCount }] = await together(
    transaction.query(setResumePoints, [
      runId,
      moves.map(({ range }) => range),
      moves.map(({ part }) => part),
      moves.map(({ count }) => count),
      moves.map(({ resumeAfter }) => resumeAfter),
    ]),
    deleteRanges(transaction, runId, listed),
  );
  return rowCount === moves.length;
}

async function deleteRanges(transaction: Transaction, runId: string, ranges: readonly number[]): Promise<void> {
  if (ranges.length > 0) await transaction.query(deleteListed, [runId, ranges]);
}

export async function isEveryRangeListed(db: Queryable, runId: string): Promise<boolean> {
  const { rowCount } = await db.query(selectAny, [runId]);
  return rowCount === 0;
}

export async function deleteListing(transaction: Transaction, runId: string): Promise<void> {
  await transaction.query('delete from listing_ranges where run_id = $1', [runId]);
  await transaction.query('delete from listing_shards where run_id = $1', [runId]);
}

const insertRanges = `
  with numbered as (
    select to_key, row_number() over (order by from_key) as number, count(*) over () as total
    from listed_ranges
    where connection_id = $2 and organization_id = $3
  ), boundary as (
    select to_key from numbered where to_key is not null and number % ceil(total / $4::numeric)::bigint = 0
  )
  insert into listing_ranges (run_id, range_id, resume_after, to_key)
  select $1, row_number() over (order by resume_after nulls first) - 1, resume_after, to_key
  from (
    select to_key as resume_after, lead(to_key) over (order by to_key nulls first) as to_key
    from (select to_key from boundary union all select null::text) ends
  ) ranges`;

const selectOpenRanges = `
  select range_id, resume_after, open.to_key, parts, earlier.listed
  from listing_ranges open
  left join lateral (
    select jsonb_agg(jsonb_build_object(
      'fromKey', from_key, 'toKey', to_key, 'digest', digest, 'objectCount', object_count,
      'skippedCount', left_out_count, 'hasMissing', has_missing
    ) order by from_key) as listed
    from (
      select listed.*
      from listed_ranges listed
      join sync_runs run on run.id = listed.run_id
      where listed.connection_id = $2 and listed.organization_id = $3
        and ${COUNTS}
        and listed.from_key >= coalesce(open.resume_after, '')
        and (open.to_key is null or listed.from_key < open.to_key and listed.to_key <= open.to_key)
      order by listed.from_key
      limit $4
    ) first
  ) earlier on true
  where open.run_id = $1
  order by range_id`;

const selectAny = prepared('select from listing_ranges where run_id = $1 limit 1');

const setRangeEnds = `
  update listing_ranges open
  set to_key = divided.at
  from unnest($2::integer[], $3::text[]) as divided (range_id, at)
  where open.run_id = $1 and open.range_id = divided.range_id`;

const insertDivided = prepared(`
  insert into listing_ranges (run_id, range_id, resume_after, to_key)
  select $1, * from unnest($2::integer[], $3::text[], $4::text[])`);

const setResumePoints = `
  update listing_ranges open
  set parts = open.parts + move.count, resume_after = coalesce(move.resume_after, open.resume_after)
  from unnest($2::integer[], $3::integer[], $4::integer[], $5::text[]) as move (range_id, part, count, resume_after)
  where open.run_id = $1 and open.range_id = move.range_id and open.parts = move.part`;

const deleteListed = prepared('delete from listing_ranges where run_id = $1 and range_id = any($2)');
