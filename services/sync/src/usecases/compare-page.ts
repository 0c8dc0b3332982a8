import { type Comparison, compare, compareKeys } from '../domain/comparing.ts';
import type { BucketLister, BucketTarget, ListedPage, ReadOptions, RunLedger } from '../domain/ports.ts';

/** Between two listed keys any number of known ones may have vanished: this many are looked at at once. */
const KNOWN_AT_ONCE = 5_000;

/**
 * Lists the page after `after` and merges it with what is known of its range. Where more is known than fits, the page
 * ends early, so that memory and statements stay the same when a bucket of millions is emptied.
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
 * The next listing starts after `lastKey`. Keys that cannot be stored have no place here, only a number: those before
 * `lastKey` stay uncounted in this run, where one number for both parts would count those behind it twice.
 */
function endingAt(page: ListedPage, lastKey: string): ListedPage {
  const objects = page.objects.filter(({ key }) => compareKeys(key, lastKey) <= 0);
  if (objects.length === page.objects.length && page.next === lastKey) return page;
  return { objects, unstorableCount: 0, next: lastKey };
}
