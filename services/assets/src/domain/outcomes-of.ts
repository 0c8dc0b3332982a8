import type { BatchIngested, Outcome } from '@bucket-sync/shared/contracts';
import type { IntakePlan } from './intake.ts';

type ObjectOutcome = BatchIngested['outcomes'][number];
type ListedFile = Pick<ObjectOutcome, 'objectKey' | 'etag' | 'sizeBytes'>;

/** What the sync service receives: one outcome for every object of the batch. */
export function outcomesOf(plan: IntakePlan): ObjectOutcome[] {
  const all = (files: readonly ListedFile[], outcome: Outcome) => files.map((file) => outcomeOf(file, outcome));
  const withdrawn = new Set(plan.withdrawnAssets.map(({ objectKey }) => objectKey));
  return [
    ...all(plan.added, 'ADDED'),
    ...all(plan.updated, 'UPDATED'),
    ...plan.renamed.map((file) => ({ ...outcomeOf(file, 'UPDATED'), renamedFrom: file.previousKey })),
    ...plan.skipped.map((file) => ({
      ...outcomeOf(file, 'SKIPPED'),
      reason: file.reason,
      ...(withdrawn.has(file.objectKey) && { withdrawn: true }),
    })),
    ...plan.withdrawalDeferred.map((file) => ({
      ...outcomeOf(file, 'WITHDRAWAL_DEFERRED'),
      reason: file.reason,
      lastModified: file.lastModified,
    })),
    ...plan.renamePossible.map((file) => ({
      ...outcomeOf(file, 'RENAME_POSSIBLE'),
      lastModified: file.lastModified,
    })),
    ...plan.renameRefused.map(({ toKey, ...file }) => outcomeOf({ ...file, objectKey: toKey }, 'RENAME_REFUSED')),
    ...plan.removedKeys.map((objectKey) => outcomeOf({ objectKey, etag: null, sizeBytes: null }, 'REMOVED')),
  ];
}

function outcomeOf({ objectKey, etag, sizeBytes }: ListedFile, outcome: Outcome): ObjectOutcome {
  return { objectKey, etag, sizeBytes, outcome, reason: null };
}
