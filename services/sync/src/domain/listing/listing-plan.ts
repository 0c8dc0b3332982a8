import { compareKeys } from '@bucket-sync/shared/aws';
import type { ListedPage } from '../ports.ts';
import { type CutPage, cutAt } from './cut-page.ts';
import { divide } from './divide.ts';
import { createKeySpace } from './key-space.ts';
import { compareNumbers, FEWEST_PAGES, newState, type OpenRange, pagesLeftOf, type RangeState } from './range-state.ts';
import type { RangeSplit } from './slice.ts';

export interface PageRequest {
  range: number;
  after: string | null;
  /** The division that made the range; null for a range that was open before. */
  split: RangeSplit | null;
}

/** Decides which page is requested next, so that as many ranges as allowed are listed at the same time. */
export interface ListingPlan {
  /** Null while every range is requested and none is worth dividing. */
  next(): PageRequest | null;
  /** Continues the range behind the page. @returns the part of the page that lies in the range */
  received(range: number, page: ListedPage): CutPage;
  /** The request failed: the page is requested again. */
  failed(range: number): void;
  /** The pages of the range are listed later. */
  pause(range: number): void;
}

/**
 * Requests that deliver nothing new, as a share of all. A new range may turn out to be empty, and the last page of a
 * divided range overlaps the next range.
 */
const WASTE_SHARE = 0.17;
const WASTED_FIRST = 2;

/** @param ranges  disjoint; their ids are below `nextId` */
export function createListingPlan(ranges: readonly OpenRange[], nextId: number): ListingPlan {
  const keySpace = createKeySpace();
  const open = new Map<number, RangeState>();
  let newId = nextId;
  let received = 0;
  let wasted = 0;
  for (const range of ranges) open.set(range.id, newState(range));

  const pagesLeft = (range: RangeState): number => {
    range.pagesLeft ??= pagesLeftOf(keySpace, range);
    return range.pagesLeft;
  };

  const isAffordable = () => {
    const unproven = [...open.values()].filter((range) => range.isUnproven).length;
    return wasted + unproven < WASTED_FIRST + WASTE_SHARE * received;
  };

  /** The ranges that may be divided. A range that was just halved waits until its other half is known to hold keys. */
  const divisible = (): RangeState[] => {
    const unproven = [...open.values()].filter((range) => range.isUnproven && range.mode === 'HALVE');
    const waiting = new Set(unproven.flatMap(({ id, parent }) => [id, parent]));
    const isDivisible = (range: RangeState) => !range.isPaused && !waiting.has(range.id);
    return [...open.values()].filter((range) => isDivisible(range) && pagesLeft(range) >= FEWEST_PAGES);
  };

  /** The widest range, divided; null when no division pays off. */
  const split = (): PageRequest | null => {
    if (!isAffordable()) return null;
    const widest = divisible();
    widest.sort((one, other) => compareNumbers(pagesLeft(other), pagesLeft(one)));
    for (const range of widest) {
      const division = divide(keySpace, range);
      if (!division) {
        range.pagesLeft = 0;
        continue;
      }
      const { at } = division;
      const boundaries = range.boundaries.filter((key) => compareKeys(key, at) > 0);
      const rest = newState({ ...range, id: newId, after: at, boundaries });
      rest.isUnproven = range.boundaries.length === 0;
      rest.mode = division.mode;
      rest.climb = division.climb;
      rest.parent = range.id;
      rest.pagesLeft = pagesLeft(range) / 2;
      newId += 1;
      range.upTo = at;
      range.boundaries = range.boundaries.filter((key) => compareKeys(key, at) < 0);
      range.pagesLeft = null;
      open.set(rest.id, rest);
      rest.isRequested = true;
      return { range: rest.id, after: at, split: { range: range.id, at, newRange: rest.id, upTo: rest.upTo } };
    }
    return null;
  };

  /** Nothing lies behind the end of the parent: a climb has found its bound, and a middle was too far away. */
  const correctParent = ({ parent, mode }: RangeState) => {
    const divided = parent === null ? undefined : open.get(parent);
    if (divided) divided.mode = mode === 'CLIMB' ? 'HALVE' : 'CLIMB';
  };

  const stateOf = (id: number): RangeState => {
    const range = open.get(id);
    if (!range) throw new Error(`range ${id} is not open`);
    return range;
  };

  return {
    next() {
      for (const range of open.values()) {
        if (range.isRequested || range.isPaused) continue;
        range.isRequested = true;
        return { range: range.id, after: range.after, split: null };
      }
      return split();
    },

    received(id, listed) {
      const range = stateOf(id);
      const page = cutAt(listed, range.upTo);
      range.isRequested = false;
      received += 1;
      const isFirst = range.page === null && range.parent === null;
      if (range.isUnproven && page.objects.length === 0) {
        wasted += 1;
        correctParent(range);
      } else if (listed.objects.length > 0) wasted += 1 - page.objects.length / listed.objects.length;
      range.isUnproven = false;
      if (page.isLast) {
        open.delete(id);
        return page;
      }
      const keys = page.objects.map(({ key }) => key);
      keySpace.learn(keys);
      range.page = { first: keys[0]!, last: keys.at(-1)! };
      range.listed = { first: range.listed?.first ?? keys[0]!, pages: (range.listed?.pages ?? 0) + 1 };
      range.after = page.coveredUpTo;
      const after = page.coveredUpTo!;
      const boundaries = range.boundaries.filter((key) => compareKeys(key, after) > 0);
      range.pagesPast = boundaries.length < range.boundaries.length ? 0 : range.pagesPast + 1;
      range.boundaries = boundaries;
      range.pagesLeft = null;
      if (isFirst && range.upTo === null) range.mode = 'CLIMB';
      return page;
    },

    failed(id) {
      const range = open.get(id);
      if (range) range.isRequested = false;
    },

    pause(id) {
      const range = open.get(id);
      if (range) range.isPaused = true;
    },
  };
}
