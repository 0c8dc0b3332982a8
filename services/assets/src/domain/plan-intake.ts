import { compareKeys } from '@bucket-sync/shared/aws';
import { type BatchInspected, PASSING_READ_FAILURES } from '@bucket-sync/shared/contracts';
import type { DataRowEntry } from './data-row-entry.ts';
import { type DataRowPrices, priceOf } from './data-rows.ts';
import {
  type AcceptedFile,
  type AdoptableAsset,
  emptyPlan,
  type FileVerdict,
  type FormerAsset,
  type IntakePlan,
  type KnownAssets,
  type MovedAsset,
  type SkippedFileVerdict,
} from './intake.ts';

export interface PlanParts {
  prices: DataRowPrices;
  newId: () => string;
  now: Date;
}

/** The accepted files without an asset of the connection, in the order in which data rows are assigned. */
export function newFiles(batch: BatchInspected, current: KnownAssets['current']): FileVerdict[] {
  return batch.accepted
    .filter(({ objectKey }) => !current.has(objectKey))
    .sort((one, other) => compareKeys(one.objectKey, other.objectKey));
}

/** True when a file of the batch may be charged: then the data rows must be locked. */
export function mayCharge(files: readonly FileVerdict[], known: KnownAssets): boolean {
  return files.some((file) => originOf(file, known).isCharged);
}

/**
 * Decides the outcome of each object of a batch, except its renames. Charged files take data rows in key order. A file
 * that costs more than the remaining data rows is skipped. A later file that costs less may still be added.
 *
 * @param files         of `newFiles`
 * @param dataRowsLeft  the organization's remaining data rows of this month; used only if `mayCharge`
 */
export function planIntake(
  batch: BatchInspected,
  files: readonly FileVerdict[],
  known: KnownAssets,
  dataRowsLeft: number,
  parts: PlanParts,
): IntakePlan {
  const plan = emptyPlan();
  plan.removedKeys = batch.removed;
  planUpdates(plan, batch, known, parts.now);
  planNewFiles(plan, files, known, { ...parts, left: dataRowsLeft });
  planSkips(plan, batch, known);
  for (const objectKey of batch.removed) {
    const id = known.current.get(objectKey);
    if (id !== undefined) plan.removedAssets.push({ objectKey, id });
  }
  return plan;
}

function planUpdates(plan: IntakePlan, batch: BatchInspected, { current }: KnownAssets, addedAt: Date): void {
  for (const file of batch.accepted) {
    const id = current.get(file.objectKey);
    if (id !== undefined) plan.updated.push({ ...file, id, addedAt });
  }
}

function planNewFiles(
  plan: IntakePlan,
  files: readonly FileVerdict[],
  known: KnownAssets,
  parts: PlanParts & { left: number },
): void {
  let { left } = parts;
  for (const file of files) {
    const origin = originOf(file, known);
    const price = priceOf(file.media.mediaType, parts.prices);
    if (origin.from === 'RENAME') plan.renamePossible.push(file);
    else if (origin.isCharged && price > left) plan.skipped.push(notEnoughDataRows(file, price));
    else {
      if (origin.isCharged) left -= price;
      const stored = storeFrom(plan, file, origin, parts);
      plan.dataRows.push(entryOf(stored, origin, price));
    }
  }
}

type Origin =
  | { from: 'RENAME'; isCharged: false }
  | { from: 'ADOPTABLE'; isCharged: false; asset: AdoptableAsset }
  | { from: 'FORMER'; isCharged: boolean; asset: FormerAsset }
  | { from: 'MOVED'; isCharged: false; asset: MovedAsset }
  | { from: 'NOWHERE'; isCharged: true };

/** The origin of a file's asset. The same key with the same bytes takes precedence over a rename. */
function originOf(file: FileVerdict, known: KnownAssets): Origin {
  const adoptable = known.adoptable.get(file.objectKey);
  if (adoptable) return { from: 'ADOPTABLE', isCharged: false, asset: adoptable };
  const former = known.former.get(file.objectKey);
  const hasSameBytes = former?.etag === file.etag && former.sizeBytes === file.sizeBytes;
  if (!hasSameBytes && known.renamePossible.has(file.objectKey)) return { from: 'RENAME', isCharged: false };
  if (former) return { from: 'FORMER', isCharged: former.why !== 'WITHDRAWN' && !former.isCharged, asset: former };
  const moved = known.moved.get(file.objectKey);
  if (moved) return { from: 'MOVED', isCharged: false, asset: moved };
  return { from: 'NOWHERE', isCharged: true };
}

function storeFrom(
  plan: IntakePlan,
  file: FileVerdict,
  origin: Exclude<Origin, { from: 'RENAME' }>,
  { newId, now }: PlanParts,
): AcceptedFile {
  if (origin.from === 'ADOPTABLE') {
    const stored = { ...file, id: origin.asset.id, addedAt: now };
    plan.adopted.push(origin.asset);
    plan.updated.push(stored);
    return stored;
  }
  const former = origin.from === 'NOWHERE' ? null : origin.asset;
  const stored = { ...file, id: former?.id ?? newId(), addedAt: former?.addedAt ?? now };
  if (former) plan.returned.push(former);
  plan.added.push(stored);
  return stored;
}

function entryOf({ id, objectKey }: AcceptedFile, origin: Origin, rows: number): DataRowEntry {
  const kind = origin.isCharged ? 'CHARGE' : 'WAIVER';
  const of = { assetId: id, objectKey, rows, kind } as const;
  if (origin.from === 'ADOPTABLE') return { ...of, reason: 'ADOPTED' };
  if (origin.from === 'MOVED') return { ...of, reason: 'RENAMED' };
  if (origin.from !== 'FORMER') return { ...of, reason: 'NEW' };
  return { ...of, reason: origin.asset.why === 'WITHDRAWN' ? 'WITHDRAWN_RETURNED' : 'RETURNED' };
}

/**
 * After a transient read failure of its file an asset stays unchanged. Otherwise it is withdrawn, or the decision is
 * deferred.
 */
function planSkips(plan: IntakePlan, batch: BatchInspected, { current }: KnownAssets): void {
  for (const file of batch.skipped) {
    const { objectKey, reason } = file;
    const id = PASSING_READ_FAILURES.includes(reason) ? undefined : current.get(objectKey);
    if (id !== undefined && batch.withdraw === 'DEFER') plan.withdrawalDeferred.push(file);
    else {
      plan.skipped.push(file);
      if (id !== undefined) plan.withdrawnAssets.push({ objectKey, id });
    }
  }
}

/** Not settled: the next sync with free data rows inspects the file again. */
function notEnoughDataRows(file: FileVerdict, price: number): SkippedFileVerdict {
  const { objectKey, etag, sizeBytes } = file;
  const detail =
    `no data rows left this month (it needs ${price}); the next sync adds it after the 1st of the month, 00:00 UTC, ` +
    'or after the limit was raised under Billing';
  return { objectKey, etag, sizeBytes, reason: 'QUOTA_EXCEEDED', detail, findings: null };
}
