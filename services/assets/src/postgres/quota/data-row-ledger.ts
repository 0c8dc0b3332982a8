import type { Queryable } from '@bucket-sync/shared/postgres';
import type { DataRowSum, RecordedDataRows } from '../../domain/data-row-entry.ts';
import { monthOf } from '../../domain/data-rows.ts';

/** The entries of the month of `now`, added up by kind and reason. */
export async function sumDataRows(db: Queryable, organizationId: string, now: Date): Promise<DataRowSum[]> {
  const { rows } = await db.query(sumByReason, [organizationId, `${monthOf(now)}-01`]);
  return rows;
}

/** By asset id, its newest entries first. An asset without entries is not in the answer. @param ids UUIDs */
export async function selectDataRowEntries(
  db: Queryable,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, RecordedDataRows[]>> {
  const { rows } = await db.query(selectNewest, [organizationId, ids, ENTRIES_OF_AN_ASSET]);
  const byAsset = Map.groupBy(rows, (row): string => row.asset_id);
  return new Map([...byAsset].map(([id, own]) => [id, own.map(toEntry)]));
}

// biome-ignore lint/suspicious/noExplicitAny: a row of pg
function toEntry(row: any): RecordedDataRows {
  const { month, at, kind, reason, rows, object_key: objectKey, run_id: runId } = row;
  return { month, at, kind, reason, rows, objectKey, runId };
}

const ENTRIES_OF_AN_ASSET = 20;

const sumByReason = `
  select kind, reason, sum(rows) as rows
  from data_row_entries
  where organization_id = $1 and month = $2
  group by kind, reason
  order by kind, rows desc, reason`;

// The index begins with organization and month. The months come from the usage table, which has one row for each month.
const selectNewest = `
  select asset.id as asset_id, newest.*
  from unnest($2::uuid[]) as asset (id)
  cross join lateral (
    select to_char(entry.month, 'YYYY-MM') as month, entry.at, kind, reason, rows, object_key, run_id
    from data_row_usage as usage
    join data_row_entries as entry
      on entry.organization_id = usage.organization_id and entry.month = usage.month and entry.asset_id = asset.id
    where usage.organization_id = $1
    order by entry.at desc
    limit $3
  ) as newest
  order by asset.id, newest.at desc`;
