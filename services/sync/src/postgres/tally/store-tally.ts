import type { BatchIngested, Outcome, SkipReason } from '@bucket-sync/shared/contracts';
import { type Transaction, together } from '@bucket-sync/shared/postgres';
import { unsettledReason } from '../../domain/comparing.ts';
import type { PendingObject } from '../../domain/pending.ts';
import type { Run } from '../../domain/run/run.ts';
import type { TalliedBatch } from '../batch-store.ts';
import { storeOutcomes } from '../known/store-outcomes.ts';
import { addSkipped, forgetListed } from '../listing/listed-range-store.ts';
import { insertUnmatchable } from '../missing-store.ts';
import { deletePending, insertPending, refuseRenames } from '../pending-store.ts';
import { addProgress, addSkips, noteKnownChange } from '../run-store.ts';

type ObjectOutcome = BatchIngested['outcomes'][number];

/**
 * Counts an ingested batch of a locked run and stores its known objects.
 *
 * @returns the run with its new counts
 */
export async function storeTally(
  transaction: Transaction,
  run: Run,
  answer: BatchIngested,
  tallied: TalliedBatch & { isAny: boolean },
): Promise<Run> {
  // A batch can be sent whole, redelivered and then split. Its answer then includes objects of another batch.
  const outcomes = answer.outcomes.filter(({ objectKey }) => !tallied.splitOffKeys.has(objectKey));
  const by = Map.groupBy(outcomes, ({ outcome }) => outcome);
  const countOf = (outcome: Outcome) => by.get(outcome)?.length ?? 0;
  const [refused, counted] = await together(
    storeRenames(transaction, run.id, outcomes),
    addProgress(transaction, run, {
      added: countOf('ADDED'),
      updated: countOf('UPDATED'),
      skipped: countOf('SKIPPED'),
      removed: countOf('REMOVED'),
      renamed: outcomes.filter(({ renamedFrom }) => renamedFrom).length,
      withdrawn: outcomes.filter(({ withdrawn }) => withdrawn).length,
      pendingWithdrawals: countOf('WITHDRAWAL_DEFERRED'),
      pendingRenames: countOf('RENAME_POSSIBLE') + countOf('RENAME_REFUSED'),
      lostInRechecks: tallied.isRecheck ? countOf('WITHDRAWAL_DEFERRED') : 0,
      unchanged: tallied.isRecheck ? -outcomes.length : 0,
      ...answer.cost,
      batchesOpen: -1,
    }),
    storeOutcomes(transaction, { ...answer, outcomes }, tallied),
    storeInListed(transaction, run, outcomes, tallied),
    storePending(transaction, run, by, tallied),
    addSkips(transaction, answer.runId, skipsOf(by.get('SKIPPED') ?? [])),
  );
  return refused > 0 ? addProgress(transaction, counted, { missing: refused }) : counted;
}

/**
 * Keeps the listed ranges in agreement with the known objects. An object without a settled outcome deletes the row of
 * its range. So does each object of a batch that does not come from the run's own listing of a changed range.
 */
async function storeInListed(
  transaction: Transaction,
  run: Run,
  outcomes: readonly ObjectOutcome[],
  { archived, isRecheck }: TalliedBatch,
): Promise<void> {
  const isOfListing = run.state === 'RUNNING' && run.onlyReasons === null && !isRecheck;
  const settled: ObjectOutcome[] = [];
  const others: ObjectOutcome[] = [];
  for (const each of outcomes) (isOfListing && isSettled(each, archived) ? settled : others).push(each);
  const keysOf = (some: readonly ObjectOutcome[]) => some.map(({ objectKey }) => objectKey);
  await together(
    // A later run of the connection may be comparing these objects.
    run.state === 'RUNNING' ? Promise.resolve() : noteKnownChange(transaction, run),
    forgetListed(transaction, run, keysOf(others)),
    addSkipped(transaction, run, keysOf(settled.filter(({ outcome }) => outcome === 'SKIPPED'))),
  );
}

/** The known object agrees with the listing, and a sync that finds it unchanged does not inspect it. */
function isSettled({ outcome, reason, objectKey }: ObjectOutcome, archived: TalliedBatch['archived']): boolean {
  if (outcome === 'ADDED' || outcome === 'UPDATED') return true;
  // The row of the range of a removed object says that some were missing.
  if (outcome === 'REMOVED') return true;
  if (outcome !== 'SKIPPED') return false;
  return unsettledReason(reason) === null || (reason === 'ARCHIVED' && archived.has(objectKey));
}

async function storePending(
  transaction: Transaction,
  run: Run,
  by: ReadonlyMap<Outcome, ObjectOutcome[]>,
  { archived }: TalliedBatch,
): Promise<void> {
  // A run that has ended decides nothing: the next one inspects these objects again.
  if (run.state !== 'RUNNING') return;
  const pendingOf = (outcome: Outcome) => (by.get(outcome) ?? []).map((each) => toPending(each, archived));
  await together(
    insertPending(transaction, run.id, 'WITHDRAWAL', pendingOf('WITHDRAWAL_DEFERRED')),
    insertPending(transaction, run.id, 'RENAME', pendingOf('RENAME_POSSIBLE')),
  );
}

function toPending(
  { objectKey: key, etag, sizeBytes, lastModified }: ObjectOutcome,
  archived: TalliedBatch['archived'],
): PendingObject {
  return {
    key,
    etag: etag ?? '',
    sizeBytes: sizeBytes ?? 0,
    // An outcome message of an earlier release lacks this field. Only the asset's displayed time depends on it.
    lastModified: lastModified ?? new Date().toISOString(),
    archivedIn: archived.get(key) ?? null,
  };
}

/** @returns how many files are missing again, since the rename from their key was refused */
async function storeRenames(
  transaction: Transaction,
  runId: string,
  outcomes: readonly ObjectOutcome[],
): Promise<number> {
  const renamed = outcomes.filter(({ renamedFrom }) => renamedFrom).map(({ objectKey }) => objectKey);
  if (renamed.length > 0) await deletePending(transaction, runId, renamed);
  const refused = outcomes.filter(({ outcome }) => outcome === 'RENAME_REFUSED').map(({ objectKey }) => objectKey);
  if (refused.length === 0) return 0;
  const fromKeys = await refuseRenames(transaction, runId, refused);
  return insertUnmatchable(transaction, runId, fromKeys);
}

function skipsOf(skipped: readonly ObjectOutcome[]): Map<SkipReason, number> {
  const byReason = Map.groupBy(skipped, ({ reason }) => reason ?? 'CORRUPT');
  return new Map([...byReason].map(([reason, outcomes]) => [reason, outcomes.length]));
}
