import { prepared, type Transaction } from '@bucket-sync/shared/postgres';
import type { BatchScope } from '../../domain/ports.ts';

/**
 * Records that the batch is applied, and waits for another transaction that is applying it.
 *
 * @returns false when the batch was applied before
 */
export async function insertBatch(transaction: Transaction, scope: BatchScope, now: Date): Promise<boolean> {
  const { rowCount } = await transaction.query(insert, [scope.organizationId, scope.batchId, now]);
  return rowCount === 1;
}

const insert = prepared(`
  insert into applied_batches (organization_id, batch_id, applied_at)
  values ($1, $2, $3)
  on conflict (organization_id, batch_id) do nothing`);
