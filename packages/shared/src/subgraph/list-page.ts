import { AppError } from '../errors/index.ts';

/** The page of a list without cursors: at most `first` elements after the element with this id. */
export interface ListPage {
  first?: number | null | undefined;
  after?: string | null | undefined;
}

/** What a list without `first` returns at most; the schema's defaults say the same. */
const DEFAULT_FIRST = 100;
const LONGEST = 1_000;

/**
 * Cuts a page out of a list that is bounded itself. An `after` that is not in the list begins it anew.
 *
 * @throws AppError BAD_REQUEST for a `first` that is not 1 to 1,000
 */
export function listPage<Item extends { id: string }>(items: readonly Item[], page: ListPage): Item[] {
  const first = page.first ?? DEFAULT_FIRST;
  if (first < 1 || first > LONGEST) throw new AppError('BAD_REQUEST', { why: `first is 1 to ${LONGEST}` });
  const start = items.findIndex(({ id }) => id === page.after) + 1;
  return items.slice(start, start + first);
}
