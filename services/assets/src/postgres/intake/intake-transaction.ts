import {
  assetAdded,
  assetRemoved,
  assetUpdated,
  type BatchInspected,
  batchTakenIn,
  fileSkipped,
} from '@bucket-sync/shared/contracts';
import { isId } from '@bucket-sync/shared/ids';
import { enqueue } from '@bucket-sync/shared/outbox';
import { inTransaction, type Pool, type Transaction } from '@bucket-sync/shared/postgres';
import { type IntakePlan, outcomesOf } from '../../domain/intake.ts';
import type { BatchScope, IntakeTransaction, RunIntake } from '../../domain/ports.ts';
import { addToCounts, lockConnection } from '../connection-store.ts';
import { selectDatasetsById } from '../datasets/dataset-store.ts';
import { addUsedDataRows, lockDataRows } from '../quota/data-row-store.ts';
import { deleteAssets, selectAssetIds, upsertAssets } from './asset-store.ts';
import { insertBatch } from './batch-store.ts';
import { deleteSkippedFiles, upsertSkippedFiles } from './skipped-file-store.ts';

const SOURCE = 'assets';

/** Opens the books of a batch; `onCommit` is told when they are closed for good. */
export function intakeTransactions(parts: { pool: Pool; makeId: () => string; onCommit: () => void }): RunIntake {
  return async (scope, work) => {
    await inTransaction(parts.pool, (transaction) => work(intakeTransaction(transaction, scope, parts.makeId)));
    parts.onCommit();
  };
}

function intakeTransaction(transaction: Transaction, scope: BatchScope, makeId: () => string): IntakeTransaction {
  const { organizationId, datasetId } = scope;
  return {
    claimBatch: (now) => insertBatch(transaction, scope, now),
    async ownsDataset() {
      return isId(datasetId) && (await selectDatasetsById(transaction, organizationId, [datasetId])).has(datasetId);
    },
    lockConnection: () => lockConnection(transaction, scope),
    assetIds: (objectKeys) => selectAssetIds(transaction, scope, objectKeys),
    lockDataRows: (now) => lockDataRows(transaction, organizationId, now),
    chargeDataRows: (now, count) => addUsedDataRows(transaction, organizationId, now, count),
    store: (plan, now) => storePlan(transaction, scope, plan, { now, makeId }),
    announce: (plan, cost) => announcePlan(transaction, scope, plan, cost),
  };
}

async function storePlan(
  transaction: Transaction,
  scope: BatchScope,
  plan: IntakePlan,
  { now, makeId }: { now: Date; makeId: () => string },
): Promise<void> {
  const accepted = [...plan.added, ...plan.updated];
  await upsertAssets(transaction, scope, accepted, now);
  await deleteAssets(
    transaction,
    scope,
    plan.droppedAssets.map(({ objectKey }) => objectKey),
  );
  const skipped = plan.skipped.map((file) => ({ ...file, id: makeId() }));
  const newlySkipped = await upsertSkippedFiles(transaction, scope, skipped, now);
  const noLongerSkipped = await deleteSkippedFiles(transaction, scope, [
    ...accepted.map(({ objectKey }) => objectKey),
    ...plan.removedKeys,
  ]);
  await addToCounts(transaction, scope, {
    assets: plan.added.length - plan.droppedAssets.length,
    skipped: newlySkipped - noLongerSkipped,
  });
}

/** The sync service first: its progress bar waits for it. */
async function announcePlan(
  transaction: Transaction,
  scope: BatchScope,
  plan: IntakePlan,
  cost: BatchInspected['cost'],
): Promise<void> {
  const { organizationId, connectionId, datasetId, runId, batchId } = scope;
  const outcomes = outcomesOf(plan);
  await enqueue(transaction, SOURCE, batchTakenIn, [{ organizationId, connectionId, runId, batchId, outcomes, cost }]);
  const where = { organizationId, connectionId, datasetId, runId };
  const change = ({ id, objectKey, etag }: { id: string; objectKey: string; etag: string }) => ({
    ...where,
    assetId: id,
    objectKey,
    etag,
  });
  await enqueue(transaction, SOURCE, assetAdded, plan.added.map(change));
  await enqueue(transaction, SOURCE, assetUpdated, plan.updated.map(change));
  await enqueue(
    transaction,
    SOURCE,
    assetRemoved,
    plan.droppedAssets.map(({ id, objectKey }) => ({ ...where, assetId: id, objectKey })),
  );
  await enqueue(
    transaction,
    SOURCE,
    fileSkipped,
    plan.skipped.map(({ objectKey, reason, detail }) => ({ ...where, objectKey, reason, detail })),
  );
}
