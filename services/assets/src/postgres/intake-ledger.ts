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
import { type IntakePlan, outcomesOf } from '../domain/intake.ts';
import type { IntakeLedger, IntakePlace, OpenLedger } from '../domain/ports.ts';
import { deleteAssets, selectAssetIds, upsertAssets } from './asset-store.ts';
import { insertBatch } from './batch-store.ts';
import { addToCounts, lockConnection } from './connection-store.ts';
import { lockDataRows, reserveDataRows } from './data-row-store.ts';
import { selectDatasetsById } from './dataset-store.ts';
import { deleteSkippedFiles, upsertSkippedFiles } from './skipped-file-store.ts';

const SOURCE = 'assets';

/** Opens the books of a batch; `onCommit` is told when they are closed for good. */
export function intakeLedgers(parts: { pool: Pool; makeId: () => string; onCommit: () => void }): OpenLedger {
  return async (place, work) => {
    await inTransaction(parts.pool, (transaction) => work(intakeLedger(transaction, place, parts.makeId)));
    parts.onCommit();
  };
}

function intakeLedger(transaction: Transaction, place: IntakePlace, makeId: () => string): IntakeLedger {
  const { organizationId, datasetId } = place;
  return {
    claimBatch: (now) => insertBatch(transaction, place, now),
    async ownsDataset() {
      return isId(datasetId) && (await selectDatasetsById(transaction, organizationId, [datasetId])).has(datasetId);
    },
    holdConnection: () => lockConnection(transaction, place),
    assetIds: (objectKeys) => selectAssetIds(transaction, place, objectKeys),
    holdDataRows: (now) => lockDataRows(transaction, organizationId, now),
    useDataRows: (now, count) => reserveDataRows(transaction, organizationId, now, count),
    store: (plan, now) => storePlan(transaction, place, plan, { now, makeId }),
    announce: (plan, cost) => announcePlan(transaction, place, plan, cost),
  };
}

async function storePlan(
  transaction: Transaction,
  place: IntakePlace,
  plan: IntakePlan,
  { now, makeId }: { now: Date; makeId: () => string },
): Promise<void> {
  const accepted = [...plan.added, ...plan.updated];
  await upsertAssets(transaction, place, accepted, now);
  await deleteAssets(
    transaction,
    place,
    plan.droppedAssets.map(({ objectKey }) => objectKey),
  );
  const leftOut = plan.leftOut.map((file) => ({ ...file, id: makeId() }));
  const newlySkipped = await upsertSkippedFiles(transaction, place, leftOut, now);
  const noLongerSkipped = await deleteSkippedFiles(transaction, place, [
    ...accepted.map(({ objectKey }) => objectKey),
    ...plan.removedKeys,
  ]);
  await addToCounts(transaction, place, {
    assets: plan.added.length - plan.droppedAssets.length,
    skipped: newlySkipped - noLongerSkipped,
  });
}

/** The sync service first: its progress bar waits for it. */
async function announcePlan(
  transaction: Transaction,
  place: IntakePlace,
  plan: IntakePlan,
  cost: BatchInspected['cost'],
): Promise<void> {
  const { organizationId, connectionId, datasetId, runId, batchId } = place;
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
    plan.leftOut.map(({ objectKey, reason, detail }) => ({ ...where, objectKey, reason, detail })),
  );
}
