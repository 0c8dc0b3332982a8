import { createKeyFilter, type KeyRule } from '@bucket-sync/shared/patterns';
import { type Comparison, compare, compareKeys } from '../domain/comparing.ts';
import type { BucketLister, BucketTarget, ListedPage, ReadOptions, RunLedger } from '../domain/ports.ts';

export interface PageRules {
  /** Null includes every object. */
  keyRule: KeyRule | null;
  /** Whether an unchanged asset is read again; none by default. */
  isSampled?: (key: string) => boolean;
}

export interface ComparedPage {
  /** Without the excluded objects. */
  page: ListedPage;
  excludedCount: number;
  comparison: Comparison;
}

/** The number of known keys that are compared at once. Any number may be missing between two listed keys. */
const KNOWN_AT_ONCE = 5_000;

/**
 * Lists the page after `after` and compares it with the known objects of its range. The page ends early if the range
 * has too many. Memory and statements then stay bounded, even when a bucket of millions is emptied.
 *
 * Objects that `keyRule` excludes are counted only. Known ones among them are missing: their assets are removed.
 *
 * @param upTo  where the range ends when the listing does; null is open
 */
export async function comparePage(
  parts: { ledger: Pick<RunLedger, 'knownRange'>; lister: BucketLister },
  target: BucketTarget,
  after: string | null,
  upTo: string | null,
  { keyRule, isSampled }: PageRules,
  options?: ReadOptions,
): Promise<ComparedPage> {
  const listed = await parts.lister.listPage(target, after, options);
  const range = { after, upTo: listed.next ?? upTo, limit: KNOWN_AT_ONCE };
  const known = await parts.ledger.knownRange(target, range);
  const whole = known.length < KNOWN_AT_ONCE ? listed : endingAt(listed, known.at(-1)!.key);
  const isIncluded = keyRule ? createKeyFilter(keyRule) : () => true;
  const page = { ...whole, objects: whole.objects.filter(({ key }) => isIncluded(key)) };
  const excludedCount = whole.objects.length - page.objects.length;
  return { page, excludedCount, comparison: compare(page.objects, known, isSampled) };
}

/**
 * Ends a page at `lastKey`, where the next listing starts. Only the number of unstorable keys is known, not their
 * positions. The run does not count them for this page: those after `lastKey` would be counted twice.
 */
function endingAt(page: ListedPage, lastKey: string): ListedPage {
  const objects = page.objects.filter(({ key }) => compareKeys(key, lastKey) <= 0);
  if (objects.length === page.objects.length && page.next === lastKey) return page;
  return { objects, unstorableCount: 0, next: lastKey };
}
