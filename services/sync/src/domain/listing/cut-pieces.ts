import type { KeyRange } from '../key-range.ts';
import type { ListedObject } from '../verdict.ts';
import { type CutPage, countUpTo } from './cut-page.ts';
import type { ListedRange, ListingRange } from './slice.ts';

/** Consecutive objects of a range, which are compared together. */
export interface Piece extends KeyRange {
  objects: ListedObject[];
  unstorableCount: number;
  /** The earlier listing of exactly this range; null when there is none that counts. */
  listed: ListedRange | null;
  /** The range ends with it. */
  isLast: boolean;
}

/** Cuts the pages of one range at the boundaries of what was listed before. */
export interface PieceCutter {
  /** @returns the pieces that are complete now */
  add(page: CutPage): Piece[];
  /** Every earlier range that the slice knows was used: the rest is listed by a later slice. */
  isSpent(): boolean;
  /** The cutter of the range that was divided off at `at`. */
  divide(at: string): PieceCutter;
}

/** Objects of an earlier range that are held until it is complete. It may have grown to any number since. */
const MOST_HELD = 4_000;

export function createPieceCutter(range: Pick<ListingRange, 'after' | 'listed' | 'isListedWhole'>): PieceCutter {
  let cursor = range.after;
  let { listed, isListedWhole } = range;
  let held: ListedObject[] = [];
  let unstorable: string[] = [];

  const take = (upTo: string | null, isLast: boolean, of: ListedRange | null): Piece => {
    const count = upTo === null ? held.length : countUpTo(held, upTo);
    const isWithin = (key: string) => upTo === null || countUpTo([{ key }], upTo) === 1;
    const piece = {
      after: cursor,
      upTo,
      objects: held.slice(0, count),
      unstorableCount: unstorable.filter(isWithin).length,
      listed: of,
      isLast,
    };
    held = held.slice(count);
    unstorable = unstorable.filter((key) => !isWithin(key));
    cursor = upTo;
    return piece;
  };

  /** The next piece; null while its range is not complete. */
  const next = (coveredUpTo: string | null, isLast: boolean): Piece | null => {
    const isCovered = (key: string | null) =>
      key === null ? isLast && coveredUpTo === null : coveredUpTo === null || countUpTo([{ key }], coveredUpTo) === 1;
    const earlier = listed[0];
    if (earlier && earlier.fromKey === (cursor ?? '')) {
      if (!isCovered(earlier.toKey)) {
        if (!isLast && held.length <= MOST_HELD) return null;
        listed = listed.slice(1);
        return take(coveredUpTo, isLast, null);
      }
      listed = listed.slice(1);
      return take(earlier.toKey, isLast && earlier.toKey === coveredUpTo, earlier);
    }
    // What comes next was listed before, and the slice does not know it.
    if (!earlier && !isListedWhole) return null;
    if (earlier && isCovered(earlier.fromKey)) return take(earlier.fromKey, false, null);
    return take(coveredUpTo, isLast, null);
  };

  return {
    add({ objects, unstorableKeys, coveredUpTo, isLast }) {
      held = held.length === 0 ? objects : [...held, ...objects];
      unstorable = [...unstorable, ...unstorableKeys];
      const pieces: Piece[] = [];
      let isAtEnd = false;
      while (!isAtEnd) {
        const piece = next(coveredUpTo, isLast);
        if (!piece) return pieces;
        pieces.push(piece);
        isAtEnd = piece.isLast || (!isLast && piece.upTo === coveredUpTo);
      }
      return pieces;
    },
    isSpent: () => listed.length === 0 && !isListedWhole,
    divide(at) {
      const rest = listed.filter(({ fromKey }) => fromKey === at || countUpTo([{ key: fromKey }], at) === 0);
      listed = listed.filter((each) => !rest.includes(each));
      const divided = createPieceCutter({ after: at, listed: rest, isListedWhole });
      isListedWhole = true;
      return divided;
    },
  };
}
