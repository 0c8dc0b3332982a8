import { compareKeys } from '@bucket-sync/shared/aws';
import { AppError } from '@bucket-sync/shared/errors';
import { keyJustBefore } from '../../domain/listing/key-space.ts';
import type { OpenedSlice } from '../../domain/listing/slice.ts';
import type { BucketLister, BucketTarget, RunLedger } from '../../domain/ports.ts';
import { createObjectFilter, type ObjectFilter } from './included-objects.ts';

export interface CheckMissingParts {
  ledger: Pick<RunLedger, 'missingKeys' | 'recordChecked' | 'yieldSlice'>;
  lister: BucketLister;
  target: BucketTarget;
  /** When the slice ends, by `performance.now()`. */
  endsAt: number;
}

/** Each key takes a request, unless its neighbours are missing too. */
const KEYS_A_ROUND = 2_000;
const KEYS_A_WALK = 50;
const ROUND_DEADLINE_MS = 20_000;

/**
 * Looks for the missing files of a held run again, since days may have passed before a person decided to remove them.
 * A file that is in the bucket again is no longer missing, and the next sync compares it.
 *
 * @throws AppError of the listing: what was not looked for is not removed
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
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(ROUND_DEADLINE_MS)]);
    const keys = await ledger.missingKeys(run.id, after, KEYS_A_ROUND);
    const walks = Array.from({ length: Math.ceil(keys.length / KEYS_A_WALK) }, (_, n) =>
      findAmong(parts, keys.slice(n * KEYS_A_WALK, (n + 1) * KEYS_A_WALK), includedOf, deadline),
    );
    const walked = await Promise.all(walks);
    after = keys.length < KEYS_A_ROUND ? null : keys.at(-1)!;
    const foundKeys = walked.flatMap((walk) => walk.foundKeys);
    const requestCount = walked.reduce((sum, walk) => sum + walk.requestCount, 0);
    const recorded = await ledger.recordChecked({ slice, checkedTo: after, foundKeys, requestCount });
    if (!recorded || after === null) return;
  } while (performance.now() < endsAt);
  await ledger.yieldSlice(slice);
}

/** @param keys  in the order of S3. A page that starts at one of them covers all that sort before its end. */
async function findAmong(
  { lister, target }: CheckMissingParts,
  keys: readonly string[],
  includedOf: ObjectFilter,
  signal: AbortSignal,
): Promise<{ foundKeys: string[]; requestCount: number }> {
  const requested = new Set(keys);
  const found: { key: string }[] = [];
  let requestCount = 0;
  for (let at = 0; at < keys.length; ) {
    const key = keys[at]!;
    requestCount += 1;
    const page = await pageFrom(lister, target, key, signal);
    const isCovered = (each: string) => page !== null && (page.next === null || compareKeys(each, page.next) <= 0);
    if (page && isCovered(key)) {
      found.push(...page.objects.filter((object) => requested.has(object.key)));
      while (at < keys.length && isCovered(keys[at]!)) at += 1;
      continue;
    }
    requestCount += 1;
    const object = await lister.find(target, key, { signal });
    if (object) found.push(object);
    at += 1;
  }
  const included = await includedOf(found);
  return { foundKeys: [...new Set(included.map(({ key }) => key))], requestCount };
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
