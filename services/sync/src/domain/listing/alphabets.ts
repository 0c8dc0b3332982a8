import { compareKeys, LONGEST_KEY_BYTES } from '@bucket-sync/shared/aws';
import { addBlock, classesOf, DIGITS, HEX_LETTERS, LETTERS, type WordClasses } from './character-classes.ts';

/** The characters that may stand at each depth of a key, in the order of S3. */
export interface Alphabets {
  learn(keys: readonly string[]): void;
  at(depth: number): readonly string[];
}

/** What was seen at one depth. */
interface SeenDepth {
  characters: Set<string>;
  classes: WordClasses;
}

/** Keys of a page that are learned, besides its first and last one. 32 of 1,000 take 0.03 ms. */
const SAMPLED = 32;
/** Characters that are learned behind what all keys of a page have in common. */
const LEARNED_DEPTH = 16;
/** More characters at one depth divide a range no better. */
const MOST_CHARACTERS = 256;
/** A character that is the same in all keys of this many pages is taken for a constant, such as a leading zero. */
const PAGES_OF_A_CONSTANT = 16;
const PRINTABLE: readonly string[] = Array.from({ length: 0x5f }, (_, n) => String.fromCharCode(0x20 + n));

/**
 * Learns from samples which characters occur at which depth. A sorted listing shows the first characters late: its
 * first page of a million hexadecimal names begins with `00` alone. So a depth also takes the letters and digits of the
 * depths behind it, up to the next separator, where several of them were seen.
 */
export function createAlphabets(): Alphabets {
  const seen: SeenDepth[] = [];
  let made: (readonly string[] | undefined)[] = [];
  let pages = 0;

  const add = (depth: number, character: string) => {
    seen[depth] ??= { characters: new Set(), classes: classesOf([]) };
    const at = seen[depth];
    if (at.characters.has(character) || at.characters.size >= MOST_CHARACTERS) return;
    at.characters.add(character);
    at.classes = classesOf(at.characters);
    made = [];
  };

  const alphabetAt = (depth: number): readonly string[] => {
    const own = seen[depth];
    if (!own) return PRINTABLE;
    if (own.characters.size === 1 && pages >= PAGES_OF_A_CONSTANT) return [...own.characters];
    const result = new Set(own.characters);
    for (let at = depth; seen[at]?.classes.isWord; at += 1) addClasses(result, seen[at]!, at === depth);
    if (own.characters.size > 1) for (const character of own.characters) addBlock(result, character);
    return [...result].sort(compareKeys);
  };

  const learnWhole = (key: string) => {
    let depth = 0;
    for (const character of key) {
      add(depth, character);
      depth += 1;
      if (depth === LONGEST_KEY_BYTES) return;
    }
  };

  return {
    learn(keys) {
      const first = keys[0];
      const last = keys.at(-1);
      if (first === undefined || last === undefined) return;
      pages += 1;
      if (pages === PAGES_OF_A_CONSTANT) made = [];
      learnWhole(first);
      learnWhole(last);
      const common = commonUnits(first, last);
      const from = [...first.slice(0, common)].length;
      const step = Math.max(1, Math.floor(keys.length / SAMPLED));
      for (let n = step; n < keys.length; n += step) {
        const characters = [...keys[n]!.slice(common, common + 2 * LEARNED_DEPTH)].slice(0, LEARNED_DEPTH);
        for (const [at, character] of characters.entries()) add(from + at, character);
      }
    },
    at(depth) {
      made[depth] ??= alphabetAt(depth);
      return made[depth];
    },
  };
}

/** The length that two strings have in common, in UTF-16 units. It never ends within a surrogate pair. */
function commonUnits(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const unit = a.charCodeAt(at - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? at - 1 : at;
}

/** Adds the classes of what was seen: all digits for a digit; all letters where several characters were seen. */
function addClasses(result: Set<string>, { characters, classes }: SeenDepth, isOwn: boolean): void {
  const isVaried = characters.size > 1;
  const addAll = (more: readonly string[]) => {
    for (const character of more) result.add(character);
  };
  if (classes.hasDigit && (isVaried || isOwn)) addAll(DIGITS);
  if (!isVaried) return;
  if (classes.lower !== 'NONE') addAll(classes.lower === 'HEX' ? HEX_LETTERS : LETTERS);
  if (classes.upper !== 'NONE')
    addAll((classes.upper === 'HEX' ? HEX_LETTERS : LETTERS).map((each) => each.toUpperCase()));
}
