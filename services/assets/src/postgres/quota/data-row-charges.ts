import type { Queryable } from '@bucket-sync/shared/postgres';
import type { DataRowCharge } from '../../domain/data-rows.ts';

/** The charges of a month by day and dataset. Adding up a million entries takes some 0.3 s. @param month  2026-11 */
export async function selectCharges(db: Queryable, organizationId: string, month: string): Promise<DataRowCharge[]> {
  const { rows } = await db.query(select, [organizationId, `${month}-01`]);
  return rows.map((row) => ({ day: row.day, datasetId: row.dataset_id, rows: Number(row.rows) }));
}

// A run fills one dataset. It is found by some assets of the run, at most eight: to find that of each of a million
// entries took 1.2 s. An asset that left its dataset is found among the former assets by its id. 1,000 lines cover a
// month of 30 datasets that sync daily.
const select = `
  with parts as materialized (
    select (at at time zone 'UTC')::date as day, run_id, get_byte(uuid_send(asset_id), 15) & 7 as part,
      any_value(asset_id) as asset_id, sum(rows) as rows
    from data_row_entries
    where organization_id = $1 and month = $2 and kind = 'CHARGE'
    group by 1, 2, 3
  ), found as (
    select id, dataset_id
    from assets
    where organization_id = $1 and id = any(array(select asset_id from parts))
    union all
    select id, dataset_id
    from former_assets
    where organization_id = $1 and id = any(array(select asset_id from parts))
  ), runs as (
    select run_id, max(dataset_id::text)::uuid as dataset_id
    from parts
    join found on found.id = parts.asset_id
    group by run_id
  )
  select to_char(day, 'YYYY-MM-DD') as day, dataset_id, sum(rows) as rows
  from parts
  left join runs using (run_id)
  group by parts.day, dataset_id
  order by parts.day, dataset_id
  limit 1000`;
