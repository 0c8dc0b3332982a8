import { type BatchInspected, batchInspected } from '@bucket-sync/shared/contracts';
import { AppError } from '@bucket-sync/shared/errors';
import { type DataRowPrices, priceOf } from '../domain/data-rows.ts';
import { type FileVerdict, type IntakePlan, type KnownAssets, NOTHING } from '../domain/intake.ts';
import { mayCharge, newFiles, planIntake } from '../domain/plan-intake.ts';
import type { IntakeTransaction, LockedConnection, RunIntake } from '../domain/ports.ts';
import { validateBatch } from '../domain/validate-batch.ts';

export interface IngestBatchParts {
  runIntake: RunIntake;
  prices: DataRowPrices;
  newId: () => string;
  now: () => Date;
}

/**
 * Ingests one batch in one transaction: data rows, assets, skipped files, removals, and the messages about them. A
 * redelivered batch is not ingested again. A stale batch is acknowledged and changes nothing: the later run inspects
 * its objects.
 *
 * Every transaction locks in the same order, so no two of them deadlock: batch, connection, removed connections, data
 * rows.
 *
 * @throws AppError POISON_MESSAGE when the batch is not valid or its dataset is not the organization's: nothing changes
 */
export async function ingestBatch(parts: IngestBatchParts, received: BatchInspected): Promise<void> {
  const batch = validateBatch(received);
  const now = parts.now();
  await parts.runIntake(batch, async (intake) => {
    if (!(await intake.claimBatch(now))) return;
    const { isStale, newestRun, assetCount } = await lockOwnConnection(intake, batch);
    if (isStale) return intake.announce(NOTHING, batch.cost, newestRun === null ? {} : { newestRun });
    if (isEmpty(batch)) {
      if (batch.tellAssets) await intake.sendAssets();
      return intake.announce(NOTHING, batch.cost, { assetCount });
    }
    const renames = await applyRenames(intake, batch, parts, now);
    const keys = [...batch.accepted, ...batch.skipped].map(({ objectKey }) => objectKey);
    const current = await intake.assetIds([...keys, ...batch.removed]);
    const files = newFiles(batch, current);
    const known = { current, ...(await originsOf(intake, batch, files, now)) };
    const left = mayCharge(files, known) ? await intake.lockDataRows(now) : 0;
    const planned = planIntake(batch, files, known, left, { ...parts, now });
    const plan = { ...planned, ...renames, dataRows: [...renames.dataRows, ...planned.dataRows] };
    await intake.recordDataRows(now, plan.dataRows);
    await intake.store(plan, now);
    await intake.announce(plan, batch.cost);
  });
}

const NO_ORIGINS: Omit<KnownAssets, 'current'> = {
  adoptable: new Map(),
  former: new Map(),
  moved: new Map(),
  renamePossible: new Set(),
};

/** A run opens with a batch without objects. */
const isEmpty = ({ accepted, skipped, removed, renamed = [] }: BatchInspected) =>
  accepted.length + skipped.length + removed.length + renamed.length === 0;

async function originsOf(intake: IntakeTransaction, batch: BatchInspected, files: readonly FileVerdict[], now: Date) {
  if (files.length === 0) return NO_ORIGINS;
  return intake.knownOrigins(files, now, batch.renames === 'DEFER');
}

async function applyRenames(
  intake: IntakeTransaction,
  { renamed = [] }: BatchInspected,
  { prices }: IngestBatchParts,
  now: Date,
): Promise<Pick<IntakePlan, 'renamed' | 'renameRefused' | 'dataRows'>> {
  if (renamed.length === 0) return { renamed: [], renameRefused: [], dataRows: [] };
  const moved = await intake.renameAssets(renamed, now);
  const movedTo = new Set(moved.map(({ objectKey }) => objectKey));
  return {
    renamed: moved,
    renameRefused: renamed.filter(({ toKey }) => !movedTo.has(toKey)),
    dataRows: moved.map(({ id, objectKey, mediaType }) => ({
      assetId: id,
      objectKey,
      kind: 'WAIVER',
      reason: 'RENAMED',
      rows: priceOf(mediaType, prices),
    })),
  };
}

async function lockOwnConnection(intake: IntakeTransaction, batch: BatchInspected): Promise<LockedConnection> {
  const { topic } = batchInspected;
  if (!(await intake.ownsDataset())) {
    throw new AppError('POISON_MESSAGE', { topic, why: 'the organization has no such dataset' });
  }
  const connection = await intake.lockConnection();
  if (connection.datasetId !== batch.datasetId) {
    throw new AppError('POISON_MESSAGE', { topic, why: 'the connection fills another dataset' });
  }
  return connection;
}
