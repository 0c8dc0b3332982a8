import { type Comparison, compare, compareKeys } from '../domain/comparing.ts';
import type { BucketLister, BucketTarget, ListedPage, ReadOptions, RunLedger } from '../domain/ports.ts';

/** Any number of known keys may be missing between two listed keys: so many are compared at once. */
const KNOWN_AT_ONCE = 5_000;

/**
 * Lists the page after `after` and compares it with the known objects of its range. If there are too many of them, the
 * page ends early: memory and statements stay bounded when a bucket of millions is emptied.
 *
 * @param upTo  where the range ends when the listing does; null is open
 */
export async function comparePage(
  parts: { ledger: Pick<RunLedger, 'knownRange'>; lister: BucketLister },
  target: BucketTarget,
  after: string | null,
  upTo: string | null,
  options?: ReadOptions,
): Promise<{ page: ListedPage; comparison: Comparison }> {
  const listed = await parts.lister.listPage(target, after, options);
  const range = { after, upTo: listed.next ?? upTo, limit: KNOWN_AT_ONCE };
  const known = await parts.ledger.knownRange(target, range);
  const page = known.length < KNOWN_AT_ONCE ? listed : endingAt(listed, known.at(-1)!.key);
  return { page, comparison: compare(page.objects, known) };
}

/**
 * Ends a page at `lastKey`, where the next listing starts. Keys that cannot be stored are known by their number only.
 * They stay uncounted in this run: the part behind `lastKey` would be counted twice.
 */
function endingAt(page: ListedPage, lastKey: string): ListedPage {
  const objects = page.objects.filter(({ key }) => compareKeys(key, lastKey) <= 0);
  if (objects.length === page.objects.length && page.next === lastKey) return page;
  return { objects, unstorableCount: 0, next: lastKey };
}
