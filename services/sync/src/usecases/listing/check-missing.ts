import { compareKeys } from '@bucket-sync/shared/aws';
import { AppError } from '@bucket-sync/shared/errors';
import { keyJustBefore } from '../../domain/listing/key-space.ts';
import type { OpenedSlice } from '../../domain/listing/slice.ts';
import type { BucketLister, BucketTarget, RunLedger } from '../../domain/ports.ts';
import { answerWithin } from './answer-deadline.ts';
import { createObjectFilter, type ObjectFilter } from './included-objects.ts';

export interface CheckMissingParts {
  ledger: Pick<RunLedger, 'missingKeys' | 'recordChecked' | 'yieldSlice'>;
  lister: BucketLister;
  target: BucketTarget;
  /** When the slice ends, by `performance.now()`. */
  endsAt: number;
}

interface Walk {
  foundKeys: string[];
  /** How many of its first keys were checked. */
  checkedCount: number;
  /** The request that ended it. */
  failure: { error: unknown } | null;
  requestCount: number;
}

/** Each key takes a request, unless its neighbours are missing too. */
const KEYS_A_ROUND = 2_000;
const KEYS_A_WALK = 50;
const ROUND_DEADLINE_MS = 20_000;

/**
 * Checks the missing files of a held run: lists them again, since days may have passed before a person decided to
 * remove them. A file that is in the bucket again is no longer missing, and the next sync compares it.
 *
 * @throws AppError of the listing: what was not checked is not removed. What was checked before is recorded
 */
export async function checkMissing(
  parts: CheckMissingParts,
  { run, slice, checkedTo }: OpenedSlice,
  signal: AbortSignal,
): Promise<void> {
  const { ledger, endsAt } = parts;
  const includedOf = createObjectFilter(run.keyRule);
  let after = checkedTo;
  do {
    signal.throwIfAborted();
    const deadline = answerWithin(ROUND_DEADLINE_MS, signal);
    const keys = await ledger.missingKeys(run.id, after, KEYS_A_ROUND);
    const walks = await Promise.all(
      Array.from({ length: Math.ceil(keys.length / KEYS_A_WALK) }, (_, n) =>
        findAmong(parts, keys.slice(n * KEYS_A_WALK, (n + 1) * KEYS_A_WALK), includedOf, deadline.signal),
      ),
    );
    const { checkedCount, failure } = checkedOf(walks);
    if (failure && checkedCount === 0) throw deadline.errorOf(failure.error);
    after = checkedCount < KEYS_A_ROUND && !failure ? null : keys[checkedCount - 1]!;
    const foundKeys = walks.flatMap((walk) => walk.foundKeys);
    const requestCount = walks.reduce((sum, walk) => sum + walk.requestCount, 0);
    const recorded = await ledger.recordChecked({ slice, checkedTo: after, foundKeys, requestCount });
    if (recorded && failure) throw deadline.errorOf(failure.error);
    if (!recorded || after === null) return;
  } while (performance.now() < endsAt);
  await ledger.yieldSlice(slice);
}

/** How many of the round's first keys were checked: those up to the first request that failed. */
function checkedOf(walks: readonly Walk[]): Pick<Walk, 'checkedCount' | 'failure'> {
  const failed = walks.findIndex(({ failure }) => failure !== null);
  const checked = failed === -1 ? walks : walks.slice(0, failed + 1);
  const checkedCount = checked.reduce((sum, walk) => sum + walk.checkedCount, 0);
  return { checkedCount, failure: walks[failed]?.failure ?? null };
}

/** @param keys  in the order of S3. A page that starts at one of them covers all that sort before its end. */
async function findAmong(
  { lister, target }: CheckMissingParts,
  keys: readonly string[],
  includedOf: ObjectFilter,
  signal: AbortSignal,
): Promise<Walk> {
  const requested = new Set(keys);
  const found: { key: string }[] = [];
  let requestCount = 0;
  let checkedCount = 0;
  let failure: Walk['failure'] = null;
  try {
    while (checkedCount < keys.length) {
      const key = keys[checkedCount]!;
      requestCount += 1;
      const page = await pageFrom(lister, target, key, signal);
      const isCovered = (each: string) => page !== null && (page.next === null || compareKeys(each, page.next) <= 0);
      if (page && isCovered(key)) {
        found.push(...page.objects.filter((object) => requested.has(object.key)));
        while (checkedCount < keys.length && isCovered(keys[checkedCount]!)) checkedCount += 1;
        continue;
      }
      requestCount += 1;
      const object = await lister.find(target, key, { signal });
      if (object) found.push(object);
      checkedCount += 1;
    }
  } catch (error) {
    failure = { error };
  }
  const included = await includedOf(found);
  return { foundKeys: [...new Set(included.map(({ key }) => key))], checkedCount, requestCount, failure };
}

/** Null when only keys that PostgreSQL cannot store follow. */
async function pageFrom(lister: BucketLister, target: BucketTarget, key: string, signal: AbortSignal) {
  try {
    return await lister.listPage(target, keyJustBefore(key), { signal });
  } catch (error) {
    if (error instanceof AppError && error.code === 'UNSTORABLE_KEYS') return null;
    throw error;
  }
}
