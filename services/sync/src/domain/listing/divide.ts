import { compareKeys, LONGEST_KEY_BYTES } from '@bucket-sync/shared/aws';
import type { KeyRange } from '../key-range.ts';
import { commonLength, type KeySpace, keyAfterPrefix, type PageSpan } from './key-space.ts';

/** Where a climb has come to: the range begins behind all keys with the first `depth` + 1 characters of its start. */
export interface Climb {
  /** The first `depth` characters. */
  prefix: string;
  depth: number;
}

/** HALVE: in the middle of the key space. CLIMB: behind a prefix of the last key. */
export type DivisionMode = 'HALVE' | 'CLIMB';

export interface Division {
  at: string;
  mode: DivisionMode;
  climb: Climb | null;
}

/** The part of a range that decides where it is divided. */
export interface DividedRange extends KeyRange {
  boundaries: readonly string[];
  page: PageSpan | null;
  mode: DivisionMode;
  climb: Climb | null;
}

/** A climb that is closer than this many pages is skipped: the range itself lists them soon. */
const NEAREST_PAGES = 2;

/**
 * Finds a key at which to divide a range: a known boundary, else the middle of its key space. Where keys share a long
 * prefix, as in `frames/000000`, the middle lies far behind the last key. The range is then divided behind ever shorter
 * prefixes: `frames/00001`, `frames/0001`, `frames/001`. Each step is ten times wider, and the first one that finds
 * nothing bounds the range.
 *
 * @returns null when no key is worth a request
 */
export function divide(keySpace: KeySpace, range: DividedRange): Division | null {
  const { after, upTo, boundaries, mode, page } = range;
  if (boundaries.length > 0) return { at: boundaries[boundaries.length >>> 1]!, mode: 'HALVE', climb: null };
  if (after === null) return null;
  const climbed = mode === 'CLIMB' ? climbOf(keySpace, range, after) : null;
  if (climbed || (mode === 'CLIMB' && !page)) return climbed;
  const at = keySpace.middle(after, upTo);
  return at === null || Buffer.byteLength(at) > LONGEST_KEY_BYTES ? null : { at, mode: 'HALVE', climb: null };
}

function climbOf(keySpace: KeySpace, { upTo, page, climb }: DividedRange, after: string): Division | null {
  const characters = [...after];
  // A climb goes on above the prefix that it left.
  const climbed = climb ? Math.min(climb.depth, commonLength([...climb.prefix], characters) + 1) : characters.length;
  const common = page ? commonLength([...page.first], [...page.last]) : characters.length;
  for (let depth = Math.min(climbed, common) - 1; depth >= 0; depth -= 1) {
    // Characters that were the same in every key count as one.
    if (depth > 0 && keySpace.isConstant(depth) && keySpace.isConstant(depth - 1)) continue;
    const at = keyAfterPrefix(characters, depth);
    if (at === null || compareKeys(at, after) <= 0) continue;
    if (upTo !== null && compareKeys(at, upTo) >= 0) return null;
    if (page && keySpace.pagesBetween(page, after, at) < NEAREST_PAGES) continue;
    return { at, mode: 'CLIMB', climb: { prefix: characters.slice(0, depth).join(''), depth } };
  }
  return null;
}
