import type { Transaction } from '@bucket-sync/shared/postgres';
import type { IntakePlace } from '../domain/ports.ts';

/** Notes that the batch is applied; waits for another transaction that is at it. @returns false when it was before */
export async function insertBatch(transaction: Transaction, place: IntakePlace, now: Date): Promise<boolean> {
  const { rowCount } = await transaction.query(insert, [place.organizationId, place.batchId, now]);
  return rowCount === 1;
}

const insert = `
  insert into applied_batches (organization_id, batch_id, applied_at)
  values ($1, $2, $3)
  on conflict (organization_id, batch_id) do nothing`;
