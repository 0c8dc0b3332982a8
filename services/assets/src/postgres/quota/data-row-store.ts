import { QUOTA_THRESHOLDS, quotaThresholdReached } from '@bucket-sync/shared/contracts';
import { AppError } from '@bucket-sync/shared/errors';
import { enqueue } from '@bucket-sync/shared/outbox';
import {
  binaryArray,
  type ElementType,
  prepared,
  type Queryable,
  type Transaction,
} from '@bucket-sync/shared/postgres';
import type { DataRowEntry } from '../../domain/data-row-entry.ts';
import { monthOf } from '../../domain/data-rows.ts';
import { EVENT_SOURCE } from '../event-source.ts';

/**
 * Locks the usage of the month and the limit of the organization until the transaction ends.
 *
 * @returns the data rows that are left in the month of `now`
 */
export async function lockDataRows(transaction: Transaction, organizationId: string, now: Date): Promise<number> {
  const month = firstDay(now);
  await transaction.query(insertUsage, [organizationId, month]);
  const { rows } = await transaction.query(selectLeft, [organizationId, month]);
  return Math.max(rows[0].left, 0);
}

/**
 * Writes entries of the ledger and adds their charges to the used data rows of the month. The two always agree.
 *
 * @throws AppError INTERNAL when the charges exceed the limit; a caller that holds the lock checks this first
 */
export async function recordDataRows(
  transaction: Transaction,
  { organizationId, runId }: { organizationId: string; runId: string },
  now: Date,
  entries: readonly DataRowEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const month = firstDay(now);
  const column = (type: ElementType, value: (entry: DataRowEntry) => unknown) => binaryArray(type, entries.map(value));
  await transaction.query(insertEntries, [
    organizationId,
    month,
    runId,
    now,
    column('uuid', ({ assetId }) => assetId),
    column('text', ({ objectKey }) => objectKey),
    column('text', ({ kind }) => kind),
    column('text', ({ reason }) => reason),
    column('integer', ({ rows }) => rows),
  ]);
  const charged = entries.reduce((sum, { kind, rows }) => (kind === 'CHARGE' ? sum + rows : sum), 0);
  if (charged === 0) return;
  const { rows } = await transaction.query(addUsed, [organizationId, month, charged]);
  const [usage] = rows;
  if (!usage) throw new AppError('INTERNAL', { why: `${charged} data rows would exceed the limit` });
  await announceThresholds(transaction, { organizationId, month: monthOf(now), used: usage.used, limit: usage.limit });
}

/** Announces each threshold that the month's usage has reached, once for each limit. */
async function announceThresholds(
  transaction: Transaction,
  quota: { organizationId: string; month: string; used: number; limit: number },
): Promise<void> {
  const reached = QUOTA_THRESHOLDS.filter((percent) => quota.used * 100 >= quota.limit * percent);
  if (reached.length === 0) return;
  const values = [quota.organizationId, `${quota.month}-01`, quota.limit, reached];
  const { rows } = await transaction.query(insertNotices, values);
  const announced = QUOTA_THRESHOLDS.filter((percent) => rows.some((row) => row.percent === percent));
  await enqueue(
    transaction,
    EVENT_SOURCE,
    quotaThresholdReached,
    announced.map((percent) => ({ ...quota, percent })),
  );
}

/** Data rows used in the month of `now`. */
export async function selectUsed(db: Queryable, organizationId: string, now: Date): Promise<number> {
  const { rows } = await db.query(selectUsage, [organizationId, firstDay(now)]);
  return rows[0]?.used ?? 0;
}

const firstDay = (moment: Date) => `${monthOf(moment)}-01`;

const insertUsage = prepared(`
  insert into data_row_usage (organization_id, month) values ($1, $2) on conflict (organization_id, month) do nothing`);

const selectLeft = prepared(`
  select organizations.data_rows_limit - data_row_usage.used as left
  from data_row_usage
  join organizations on organizations.id = data_row_usage.organization_id
  where data_row_usage.organization_id = $1 and data_row_usage.month = $2
  for update of data_row_usage
  for share of organizations`);

const addUsed = prepared(`
  update data_row_usage
  set used = used + $3
  from organizations
  where organizations.id = data_row_usage.organization_id
    and data_row_usage.organization_id = $1
    and data_row_usage.month = $2
    and data_row_usage.used + $3 <= organizations.data_rows_limit
  returning data_row_usage.used, organizations.data_rows_limit as limit`);

const insertEntries = prepared(`
  insert into data_row_entries (organization_id, month, run_id, at, asset_id, object_key, kind, reason, rows)
  select $1, $2, $3, $4, unnest($5::uuid[]), unnest($6::text[]), unnest($7::text[]), unnest($8::text[]),
    unnest($9::integer[])`);

const insertNotices = `
  insert into quota_notices (organization_id, month, data_rows_limit, percent)
  select $1, $2, $3, percent from unnest($4::integer[]) as percent
  on conflict do nothing
  returning percent`;

const selectUsage = 'select used from data_row_usage where organization_id = $1 and month = $2';
