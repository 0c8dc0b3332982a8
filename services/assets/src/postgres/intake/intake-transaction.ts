import { isId } from '@bucket-sync/shared/ids';
import { inTransaction, type Pool, type Transaction } from '@bucket-sync/shared/postgres';
import type { IntakePlan } from '../../domain/intake.ts';
import type { BatchScope, IntakeTransaction, RunIntake } from '../../domain/ports.ts';
import { addToCounts, lockConnection } from '../connection-store.ts';
import { isOwnDataset } from '../datasets/dataset-store.ts';
import { lockDataRows, recordDataRows } from '../quota/data-row-store.ts';
import { announcePlan } from './announce-plan.ts';
import { insertAssets, moveAssets, selectAssetIds, updateAssets } from './asset-store.ts';
import { insertBatch } from './batch-store.ts';
import { deleteFormerAssets, markFormerRemoved, retireAssets } from './former-asset-store.ts';
import { adoptAssets, selectOrigins } from './origin-store.ts';
import { sendAssets } from './send-assets.ts';
import { deleteSkippedFiles, upsertSkippedFiles } from './skipped-file-store.ts';

/** Runs the work of a batch in one transaction, and calls `onCommit` once it is durable. */
export function createIntakeTransactions(parts: { pool: Pool; newId: () => string; onCommit: () => void }): RunIntake {
  return async (scope, work) => {
    await inTransaction(parts.pool, (transaction) => work(intakeTransaction(transaction, scope, parts.newId)));
    parts.onCommit();
  };
}

function intakeTransaction(transaction: Transaction, scope: BatchScope, newId: () => string): IntakeTransaction {
  const { organizationId, datasetId } = scope;
  return {
    claimBatch: (now) => insertBatch(transaction, scope, now),
    ownsDataset: async () => isId(datasetId) && (await isOwnDataset(transaction, organizationId, datasetId)),
    lockConnection: () => lockConnection(transaction, scope),
    assetIds: (objectKeys) => selectAssetIds(transaction, scope, objectKeys),
    knownOrigins: (files, now, withRenames) => selectOrigins(transaction, scope, files, { now, withRenames }),
    renameAssets: (renamed, now) => moveAssets(transaction, scope, renamed, now),
    lockDataRows: (now) => lockDataRows(transaction, organizationId, now),
    recordDataRows: (now, entries) => recordDataRows(transaction, scope, now, entries),
    store: (plan, now) => storePlan(transaction, scope, plan, { now, newId }),
    sendAssets: () => sendAssets(transaction, scope),
    announce: (plan, cost, facts = {}) => announcePlan(transaction, scope, plan, { cost, ...facts }),
  };
}

async function storePlan(
  transaction: Transaction,
  scope: BatchScope,
  plan: IntakePlan,
  { now, newId }: { now: Date; newId: () => string },
): Promise<void> {
  const accepted = [...plan.added, ...plan.updated];
  await adoptAssets(transaction, scope, plan.adopted);
  await deleteFormerAssets(transaction, scope, plan.returned);
  await insertAssets(transaction, scope, plan.added, now);
  await updateAssets(transaction, scope, plan.updated, now);
  const movedFrom = plan.renamed.map(({ previousKey }) => previousKey);
  await markFormerRemoved(transaction, scope, [...plan.removedKeys, ...movedFrom], now);
  await retireAssets(transaction, scope, plan.removedAssets, { why: 'REMOVED', now });
  await retireAssets(transaction, scope, plan.withdrawnAssets, { why: 'WITHDRAWN', now });
  const skipped = plan.skipped.map((file) => ({ ...file, id: newId() }));
  const newlySkipped = await upsertSkippedFiles(transaction, scope, skipped, now);
  const noLongerSkipped = await deleteSkippedFiles(transaction, scope, [
    ...accepted.map(({ objectKey }) => objectKey),
    ...plan.renamed.map(({ objectKey }) => objectKey),
    ...movedFrom,
    ...plan.removedKeys,
  ]);
  await addToCounts(transaction, scope, {
    assets: plan.added.length + plan.adopted.length - plan.removedAssets.length - plan.withdrawnAssets.length,
    skipped: newlySkipped - noLongerSkipped,
  });
}
