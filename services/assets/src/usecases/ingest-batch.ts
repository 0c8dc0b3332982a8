import { type BatchInspected, batchInspected } from '@bucket-sync/shared/contracts';
import { AppError } from '@bucket-sync/shared/errors';
import type { DataRowPrices } from '../domain/data-rows.ts';
import { NOTHING, newFiles, planIntake } from '../domain/intake.ts';
import type { IntakeTransaction, LockedConnection, RunIntake } from '../domain/ports.ts';
import { validateBatch } from '../domain/validate-batch.ts';

export interface IngestBatchParts {
  runIntake: RunIntake;
  prices: DataRowPrices;
  makeId: () => string;
  now: () => Date;
}

/**
 * Takes in one batch in one transaction, once, however often it is delivered: data rows, assets, skipped files, removals,
 * and the messages that tell of them. One that was on its way while a later run of its connection began is answered, so that
 * nobody waits for it, and changes nothing: the later run has looked at its objects since.
 *
 * Every transaction locks in the same order (batch, connection, data rows), so no two wait for each other.
 *
 * @throws AppError POISON_MESSAGE when the batch is not sound or its dataset is not the organization's: nothing changes
 */
export async function ingestBatch(parts: IngestBatchParts, received: BatchInspected): Promise<void> {
  const batch = validateBatch(received);
  const now = parts.now();
  await parts.runIntake(batch, async (ledger) => {
    if (!(await ledger.claimBatch(now))) return;
    const { isStale } = await lockOwnConnection(ledger, batch);
    if (isStale) return ledger.announce(NOTHING, batch.cost);
    const keys = [...batch.accepted, ...batch.skipped].map(({ objectKey }) => objectKey);
    const assets = await ledger.assetIds([...keys, ...batch.removed]);
    const left = newFiles(batch, assets).length > 0 ? await ledger.lockDataRows(now) : 0;
    const plan = planIntake(batch, assets, left, parts);
    if (plan.dataRows > 0) await ledger.chargeDataRows(now, plan.dataRows);
    await ledger.store(plan, now);
    await ledger.announce(plan, batch.cost);
  });
}

async function lockOwnConnection(ledger: IntakeTransaction, batch: BatchInspected): Promise<LockedConnection> {
  const { topic } = batchInspected;
  if (!(await ledger.ownsDataset())) {
    throw new AppError('POISON_MESSAGE', { topic, why: 'the organization has no such dataset' });
  }
  const connection = await ledger.lockConnection();
  if (connection.datasetId !== batch.datasetId) {
    throw new AppError('POISON_MESSAGE', { topic, why: 'the connection fills another dataset' });
  }
  return connection;
}
