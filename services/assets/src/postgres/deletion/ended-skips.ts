import { inTransaction, type Pool } from '@bucket-sync/shared/postgres';
import { PAST_COLUMNS } from '../intake/skipped-file-store.ts';
import type { EachInTurn } from '../turns.ts';

/** The number of skipped files that one transaction moves. It locks their connection for some 50 ms. */
const PORTION = 2_000;

interface RemovedConnection {
  organizationId: string;
  connectionId: string;
}

/**
 * Moves a portion of the skipped files of each removed connection to past_skips: the lists of its runs keep them. They
 * are shown no more since the removal.
 *
 * A withdrawn file that was still skipped may be in the bucket. So its former asset is stored as long as one that left
 * now.
 */
export async function endSkippedFiles(pool: Pool, eachInTurn: EachInTurn, now: Date): Promise<{ isMore: boolean }> {
  const { rows } = await pool.query(selectRemoved);
  const removed = rows.map((row): RemovedConnection => ({ organizationId: row.organization_id, connectionId: row.id }));
  return eachInTurn(removed, (connection) => endPortion(pool, connection, now));
}

function endPortion(
  pool: Pool,
  { organizationId, connectionId }: RemovedConnection,
  now: Date,
): Promise<{ isMore: boolean }> {
  return inTransaction(pool, async (transaction) => {
    const connection = await transaction.query(lockRemoved, [organizationId, connectionId]);
    const [found] = connection.rows;
    if (!found) return { isMore: false };
    const values = [organizationId, found.dataset_id, connectionId, found.bucket_name, now, PORTION];
    const { rows } = await transaction.query(moveToPast, values);
    const isMore = rows[0].count === PORTION;
    if (!isMore) await transaction.query(clearCount, [organizationId, connectionId]);
    return { isMore };
  });
}

// No batch of a removed connection is ingested, so its count is that of its removal until all its rows are moved.
const isLeft = 'removed_at is not null and skipped_count > 0';

const selectRemoved = `select organization_id, id from connections where ${isLeft} order by removed_at`;

const lockRemoved = `
  select dataset_id, bucket_name from connections
  where organization_id = $1 and id = $2 and ${isLeft}
  for no key update skip locked`;

const moveToPast = `
  with gone as (
    delete from skipped_files
    where ctid = any(array(
      select ctid from skipped_files
      where organization_id = $1 and dataset_id = $2 and connection_id = $3
      order by object_key
      limit $6
    ))
    returning *
  ), past as (
    insert into past_skips (${PAST_COLUMNS})
    select ${PAST_COLUMNS} from gone
    on conflict (organization_id, run_id, object_key) do nothing
  ), withdrawn as (
    update former_assets
    set left_at = $5
    from gone
    where former_assets.organization_id = $1 and former_assets.dataset_id = $2
      and former_assets.object_key = gone.object_key and former_assets.why = 'WITHDRAWN'
      and (former_assets.connection_id = $3 or former_assets.bucket_name = $4)
  )
  select count(*) as count from gone`;

const clearCount = 'update connections set skipped_count = 0 where organization_id = $1 and id = $2';
