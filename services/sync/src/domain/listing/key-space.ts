import { compareKeys, LONGEST_KEY_BYTES } from '@bucket-sync/shared/aws';
import { createAlphabets } from './alphabets.ts';

/** The first and the last key of a page of a listing. */
export interface PageSpan {
  first: string;
  last: string;
}

/** Divides a range of keys without asking S3, by what was learned from pages that were listed before. */
export interface KeySpace {
  learn(keys: readonly string[]): void;
  /**
   * How many pages like `page` fit between two keys, if keys were spread evenly; Infinity when a page is too small a
   * part to tell. `upTo` null is the end of the key space.
   */
  pagesBetween(page: PageSpan, after: string, upTo: string | null): number;
  /** All keys so far have the same character at this depth. */
  isConstant(depth: number): boolean;
  /** A key near the middle of the range; null when there is none. */
  middle(after: string, upTo: string | null): string | null;
}

/** More characters than a double can tell apart. */
const PRECISION = 16;

export function createKeySpace(): KeySpace {
  const alphabets = createAlphabets();

  /** A key as a number from 0 to 1, by its characters from `depth` on. A key sorts before its own extensions. */
  const positionOf = (characters: readonly string[], depth: number): number => {
    let position = 0;
    let unit = 1;
    for (let at = depth; at < Math.min(characters.length, depth + PRECISION); at += 1) {
      const alphabet = alphabets.at(at);
      unit /= alphabet.length + 1;
      position += (rankOf(alphabet, characters[at]!) + 1) * unit;
    }
    return Math.min(1, position);
  };

  /** The characters of `position` from `depth` on. It ends one character after `isInside` holds. */
  const keyAt = (prefix: string, depth: number, position: number, isInside: (key: string) => boolean) => {
    let key = prefix;
    let rest = position;
    let found: string | null = null;
    for (let at = depth; at < depth + PRECISION; at += 1) {
      const alphabet = alphabets.at(at);
      rest *= alphabet.length + 1;
      const rank = Math.min(Math.floor(rest), alphabet.length);
      rest -= rank;
      if (rank === 0) return found;
      key += alphabet[rank - 1];
      const wasInside = found !== null;
      if (isInside(key)) found = key;
      if (wasInside) return found;
    }
    return found;
  };

  return {
    learn: alphabets.learn,
    isConstant: (depth) => alphabets.at(depth).length === 1,

    pagesBetween({ first, last }, after, upTo) {
      const [from, to, start] = [[...first], [...last], [...after]];
      const end = upTo === null ? null : [...upTo];
      const depth = end === null ? 0 : commonLength(commonPrefix(from, start), end);
      const covered = positionOf(to, depth) - positionOf(from, depth);
      const left = (end === null ? 1 : positionOf(end, depth)) - positionOf(start, depth);
      if (left <= 0) return 0;
      return covered > 0 ? left / covered : Number.POSITIVE_INFINITY;
    },

    middle(after, upTo) {
      const start = [...after];
      const end = upTo === null ? null : [...upTo];
      const depth = end === null ? 0 : commonLength(start, end);
      const low = positionOf(start, depth);
      const high = end === null ? 1 : positionOf(end, depth);
      const isInside = (key: string) => compareKeys(key, after) > 0 && (upTo === null || compareKeys(key, upTo) < 0);
      return keyAt(start.slice(0, depth).join(''), depth, (low + high) / 2, isInside);
    },
  };
}

/** The number of characters that two keys have in common at their start. */
export function commonLength(a: readonly string[], b: readonly string[]): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  return at;
}

const commonPrefix = (a: readonly string[], b: readonly string[]) => a.slice(0, commonLength(a, b));

/** The index of a character in a sorted alphabet, or where it would be. */
function rankOf(alphabet: readonly string[], character: string): number {
  let low = 0;
  let high = alphabet.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(alphabet[middle]!, character) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const LAST_CODE_POINT = 0x10ffff;

/**
 * The first key after every key that begins with the first `depth` + 1 characters of `key`. Null when there is none.
 * It is valid UTF-8: no half of a surrogate pair.
 */
export function keyAfterPrefix(characters: readonly string[], depth: number): string | null {
  const code = characters[depth]?.codePointAt(0);
  if (code === undefined || code === LAST_CODE_POINT) return null;
  const next = code + 1 === 0xd800 ? 0xe000 : code + 1;
  return characters.slice(0, depth).join('') + String.fromCodePoint(next);
}

const FIRST_PRINTABLE = 0x20;

/** A key that sorts before `key`, with few or no keys between them. Null is the start of the key space. */
export function keyJustBefore(key: string): string | null {
  const characters = [...key];
  const code = characters.pop()?.codePointAt(0) ?? 0;
  const head = characters.join('');
  if (code <= FIRST_PRINTABLE) return head || null;
  const before = head + String.fromCodePoint(code === 0xe000 ? 0xd7ff : code - 1);
  const last = before + String.fromCodePoint(LAST_CODE_POINT);
  return Buffer.byteLength(last) > LONGEST_KEY_BYTES ? before : last;
}
