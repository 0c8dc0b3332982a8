import { AppError } from '@bucket-sync/shared/errors';
import type { Queryable, Transaction } from '@bucket-sync/shared/postgres';
import { monthOf } from '../../domain/data-rows.ts';

/**
 * Locks the month's usage, and the limit beside it, until the transaction ends.
 *
 * @returns the data rows that are left in the month of `now`
 */
export async function lockDataRows(transaction: Transaction, organizationId: string, now: Date): Promise<number> {
  const month = firstDay(now);
  await transaction.query(insertUsage, [organizationId, month]);
  const { rows } = await transaction.query(selectLeft, [organizationId, month]);
  return Math.max(rows[0].left, 0);
}

/** @throws AppError INTERNAL when it would overrun the limit, which a caller that holds the lock knows beforehand */
export async function addUsedDataRows(
  transaction: Transaction,
  organizationId: string,
  now: Date,
  count: number,
): Promise<void> {
  const { rowCount } = await transaction.query(addUsed, [organizationId, firstDay(now), count]);
  if (rowCount !== 1) throw new AppError('INTERNAL', { why: `${count} data rows would overrun the limit` });
}

/** Data rows used in the month of `now`. */
export async function selectUsed(db: Queryable, organizationId: string, now: Date): Promise<number> {
  const { rows } = await db.query(selectUsage, [organizationId, firstDay(now)]);
  return rows[0]?.used ?? 0;
}

const firstDay = (moment: Date) => `${monthOf(moment)}-01`;

const insertUsage = `
  insert into data_row_usage (organization_id, month) values ($1, $2) on conflict (organization_id, month) do nothing`;

const selectLeft = `
  select organizations.data_rows_limit - data_row_usage.used as left
  from data_row_usage
  join organizations on organizations.id = data_row_usage.organization_id
  where data_row_usage.organization_id = $1 and data_row_usage.month = $2
  for update of data_row_usage
  for share of organizations`;

const addUsed = `
  update data_row_usage
  set used = used + $3
  from organizations
  where organizations.id = data_row_usage.organization_id
    and data_row_usage.organization_id = $1
    and data_row_usage.month = $2
    and data_row_usage.used + $3 <= organizations.data_rows_limit`;

const selectUsage = 'select used from data_row_usage where organization_id = $1 and month = $2';
