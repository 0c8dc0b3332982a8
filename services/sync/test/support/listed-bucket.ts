import { compareKeys } from '@bucket-sync/shared/aws';
import type { ListedPage } from '../../src/domain/ports.ts';
import type { ListedObject } from '../../src/domain/verdict.ts';
import { anObject } from './builders.ts';

/** The listing of a bucket that is held in memory, in the order of S3. */
export interface ListedBucket {
  objects: readonly ListedObject[];
  /** The page after `after`. */
  page(after: string | null): ListedPage;
}

export function aListedBucket(objects: readonly (ListedObject | string)[], pageSize = 1_000): ListedBucket {
  const all = objects.map((each) => (typeof each === 'string' ? anObject(each) : each));
  all.sort((one, other) => compareKeys(one.key, other.key));
  const placeBehind = (after: string) => {
    let low = 0;
    let high = all.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareKeys(all[middle]!.key, after) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    objects: all,
    page(after) {
      const start = after === null ? 0 : placeBehind(after);
      const listed = all.slice(start, start + pageSize);
      return {
        objects: listed,
        unstorableKeys: [],
        next: start + pageSize < all.length ? listed.at(-1)!.key : null,
      };
    },
  };
}
