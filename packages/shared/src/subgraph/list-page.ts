import { AppError } from '../errors/index.ts';
import { isId } from '../ids/index.ts';

/** The page of a list without cursors: at most `first` elements after the element with this id. */
export interface ListPage {
  first?: number | null | undefined;
  after?: string | null | undefined;
}

/** What a list without `first` returns at most; the schema's defaults say the same. */
const DEFAULT_FIRST = 100;
const LONGEST = 1_000;

/**
 * Cuts a page out of a list that is bounded itself. The page continues also behind an element that was removed since.
 *
 * @param items  newest first: the ids are UUIDs that grow with time, in descending order
 * @throws AppError BAD_REQUEST for a `first` that is not 1 to 1,000, and for an `after` that is no id
 */
export function listPage<Item extends { id: string }>(items: readonly Item[], page: ListPage): Item[] {
  const first = page.first ?? DEFAULT_FIRST;
  if (first < 1 || first > LONGEST) throw new AppError('BAD_REQUEST', { why: `first is 1 to ${LONGEST}` });
  const after = page.after?.toLowerCase() ?? null;
  if (after === null) return items.slice(0, first);
  if (!isId(after)) throw new AppError('BAD_REQUEST', { why: 'after is no id of this list' });
  return items.filter(({ id }) => id < after).slice(0, first);
}
