import type { KeyRange } from '../key-range.ts';
import type { Climb, DivisionMode } from './divide.ts';
import type { KeySpace, PageSpan } from './key-space.ts';

/** A range that is still to be listed. */
export interface OpenRange extends KeyRange {
  id: number;
  /** Keys within the range at which it may be divided, about a page apart; empty when none are known. */
  boundaries: readonly string[];
  /** It was listed before. It is divided at its boundaries only, unless it has grown by several pages. */
  isKnown: boolean;
}

/** An open range with what its listing has shown. */
export interface RangeState extends OpenRange {
  /** Pages since it passed a boundary. */
  pagesPast: number;
  isRequested: boolean;
  isPaused: boolean;
  /** It was divided off, and no page has shown yet that it holds keys. */
  isUnproven: boolean;
  page: PageSpan | null;
  /** The first key of the range, and how many of its pages were listed. */
  listed: { first: string; pages: number } | null;
  mode: DivisionMode;
  climb: Climb | null;
  /** The range that it was divided from. */
  parent: number | null;
  /** Pages that are left, by estimate. Null until it is asked for. */
  pagesLeft: number | null;
}

/** Fewer pages than this are listed sooner than a division pays off. */
export const FEWEST_PAGES = 3;

/** The pages that are left of a range. */
export function pagesLeftOf(keySpace: KeySpace, range: RangeState): number {
  const { boundaries, isKnown, pagesPast, page, listed, after, upTo } = range;
  if (boundaries.length > 0) return boundaries.length + 1;
  if (isKnown && pagesPast < FEWEST_PAGES) return 1;
  if (!page || !listed || after === null) return 0;
  return listed.pages * keySpace.pagesBetween({ first: listed.first, last: page.last }, after, upTo);
}

/** Unlike a subtraction, it orders Infinity too. */
export function compareNumbers(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function newState({ id, after, upTo, boundaries, isKnown }: OpenRange): RangeState {
  return {
    id,
    after,
    upTo,
    boundaries,
    isKnown,
    pagesPast: 0,
    isRequested: false,
    isPaused: false,
    isUnproven: false,
    page: null,
    listed: null,
    mode: 'HALVE',
    climb: null,
    parent: null,
    pagesLeft: null,
  };
}
