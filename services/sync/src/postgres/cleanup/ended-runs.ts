import { REDELIVERY_DAYS } from '@bucket-sync/shared/contracts';
import { deletePortion, type Pool } from '@bucket-sync/shared/postgres';

/**
 * Deletes a portion of the rows that ended runs leave: missing and pending files, and after `REDELIVERY_DAYS` batches.
 * A run may end with millions of missing files, so its end deletes none of them. The rows of the runs stay.
 */
export async function deleteRowsOfEndedRuns(pool: Pool): Promise<{ isMore: boolean }> {
  const portions = [
    await deletePortion(pool, 'missing_objects', ofEndedRuns('missing_objects'), []),
    await deletePortion(pool, 'pending_objects', ofEndedRuns('pending_objects'), []),
    await deletePortion(pool, 'run_batches', ofOldRuns, [REDELIVERY_DAYS]),
  ];
  return { isMore: portions.some(({ isMore }) => isMore) };
}

// Looks up the ids of the table one after another in its index: most runs have no rows, and one run may have millions.
const ofEndedRuns = (table: string) => `
  run_id in (
    with recursive with_rows as (
      (select run_id from ${table} order by run_id limit 1)
      union all
      select (select run_id from ${table} where run_id > with_rows.run_id order by run_id limit 1)
      from with_rows
      where run_id is not null
    )
    select id from sync_runs where id in (select run_id from with_rows) and finished_at is not null
  )`;

const ofOldRuns = `
  run_id in (select id from sync_runs where finished_at < now() - make_interval(days => $1))`;
