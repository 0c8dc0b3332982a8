import type { Queryable } from '@bucket-sync/shared/postgres';
import type { Run } from '../domain/run/run.ts';
import { selectRun, toRun } from './run-row.ts';

/** The runs of connections, newest first, at most `limit` of each. */
export async function listRuns(
  db: Queryable,
  organizationId: string,
  connectionIds: readonly string[],
  limit: number,
): Promise<Run[]> {
  const { rows } = await db.query(listNewestRuns, [organizationId, connectionIds, limit]);
  return rows.map(toRun);
}

/** The newest run of each connection that is open or ended within the last five minutes. */
export async function recentRuns(db: Queryable, organizationId: string): Promise<Run[]> {
  const { rows } = await db.query(selectRecentRuns, [organizationId]);
  return rows.map(toRun);
}

// By the ordinal: an id says nothing of the order, since another service may send any id with its job.
const listNewestRuns = `
  ${selectRun}
  where run.organization_id = $1 and run.id in (
    select newest.id
    from unnest($2::uuid[]) as requested (connection_id)
    cross join lateral (
      select id from sync_runs
      where organization_id = $1 and connection_id = requested.connection_id
      order by ordinal desc limit $3
    ) newest
  )
  order by run.ordinal desc`;

const selectRecentRuns = `
  ${selectRun}
  where run.id in (
    select distinct on (connection_id) id
    from (
      select connection_id, id, ordinal
      from sync_runs
      where organization_id = $1 and state in ('QUEUED', 'RUNNING', 'HELD')
      union all
      select connection_id, id, ordinal
      from sync_runs
      where organization_id = $1 and finished_at > now() - interval '5 minutes'
    ) recent
    order by connection_id, ordinal desc
  )`;
