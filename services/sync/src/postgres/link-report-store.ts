import type { Queryable, Transaction } from '@bucket-sync/shared/postgres';
import type { BucketTarget } from '../domain/ports.ts';
import type { Run } from '../domain/run/run.ts';

/** The limit of stored reports for each connection. More reports add no information. */
const MOST_REPORTS = 1_000;

/** @returns whether a report would change anything; null when the connection has no such asset */
export async function findReportable(
  db: Queryable,
  { connectionId, organizationId }: BucketTarget,
  key: string,
): Promise<boolean | null> {
  const { rows } = await db.query(selectReportable, [connectionId, organizationId, key, MOST_REPORTS]);
  return rows[0]?.is_reportable ?? null;
}

export async function markReported(
  transaction: Transaction,
  { connectionId, organizationId }: BucketTarget,
  key: string,
): Promise<void> {
  await transaction.query(setReported, [connectionId, organizationId, key]);
}

/** Deletes the reports of these keys, because they are read again now. */
export async function clearReports(transaction: Transaction, run: Run, keys: readonly string[]): Promise<void> {
  if (keys.length > 0) await transaction.query(setRead, [run.connectionId, keys]);
}

const setReported = `
  update known_objects
  set is_reported = true
  where connection_id = $1 and organization_id = $2 and object_key = $3 and is_asset and not is_reported`;

const selectReportable = `
  select not is_reported
    and (select count(*) from known_objects where connection_id = $1 and is_reported) < $4 as is_reportable
  from known_objects
  where connection_id = $1 and organization_id = $2 and object_key = $3 and is_asset`;

const setRead = `
  update known_objects set is_reported = false where connection_id = $1 and object_key = any($2) and is_reported`;
