import { AppError } from '../errors/index.ts';
import { isId } from '../ids/index.ts';

/** The page of a list without cursors: at most `first` elements after the element with this id. */
export interface ListPage {
  first?: number | null | undefined;
  after?: string | null | undefined;
}

/** What a list without `first` returns at most; the schema's defaults say the same. */
const LENGTHS = { byDefault: 100, most: 1_000 };

/**
 * The length of a page. An explicit null means the same as no argument.
 *
 * @throws AppError BAD_REQUEST unless `first` is from 1 to `most`
 */
export function pageLength(first: number | null | undefined, lengths: { byDefault: number; most: number }): number {
  const { byDefault, most } = lengths;
  const length = first ?? byDefault;
  if (length < 1 || length > most) throw new AppError('BAD_REQUEST', { why: `first is from 1 to ${most}` });
  return length;
}

/**
 * Cuts a page out of a list that is bounded itself. The page continues also behind an element that was removed since.
 *
 * @param items  newest first: the ids are UUIDs that grow with time, in descending order
 * @throws AppError BAD_REQUEST for a `first` that is not 1 to 1,000, and for an `after` that is no id
 */
export function listPage<Item extends { id: string }>(items: readonly Item[], page: ListPage): Item[] {
  const first = pageLength(page.first, LENGTHS);
  const after = page.after ?? null;
  if (after === null) return items.slice(0, first);
  if (!isId(after)) throw new AppError('BAD_REQUEST', { why: 'after is no id of this list' });
  return items.filter(({ id }) => id < after).slice(0, first);
}
