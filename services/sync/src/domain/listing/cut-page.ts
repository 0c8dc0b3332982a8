import { compareKeys } from '@bucket-sync/shared/aws';
import type { ListedPage } from '../ports.ts';
import type { ListedObject } from '../verdict.ts';

/** The part of a page that lies in its range. */
export interface CutPage {
  objects: ListedObject[];
  unstorableKeys: string[];
  /** Where the part ends: the end of the range on its last page, else the last key. Null is the end of all keys. */
  coveredUpTo: string | null;
  /** The range is listed. */
  isLast: boolean;
}

/** Cuts a page at the end of its range. */
export function cutAt({ objects, unstorableKeys, next }: ListedPage, upTo: string | null): CutPage {
  const isLast = next === null || (upTo !== null && compareKeys(next, upTo) >= 0);
  const coveredUpTo = isLast ? upTo : next;
  if (upTo === null) return { objects, unstorableKeys, coveredUpTo, isLast };
  const isWithin = (key: string) => compareKeys(key, upTo) <= 0;
  return {
    objects: objects.slice(0, countUpTo(objects, upTo)),
    unstorableKeys: unstorableKeys.filter(isWithin),
    coveredUpTo,
    isLast,
  };
}

/** How many of the objects, which are in the order of S3, have a key up to `upTo`. */
export function countUpTo(objects: readonly { key: string }[], upTo: string): number {
  let low = 0;
  let high = objects.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(objects[middle]!.key, upTo) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
