export const DIGITS: readonly string[] = [...'0123456789'];
export const HEX_LETTERS: readonly string[] = [...'abcdef'];
export const LETTERS: readonly string[] = [...'abcdefghijklmnopqrstuvwxyz'];

type Letters = 'NONE' | 'HEX' | 'ALL';

/** Which letters and digits a set of characters holds. */
export interface WordClasses {
  /** It holds nothing but ASCII letters and digits. */
  isWord: boolean;
  hasDigit: boolean;
  lower: Letters;
  upper: Letters;
}

export function classesOf(characters: Iterable<string>): WordClasses {
  const classes: WordClasses = { isWord: true, hasDigit: false, lower: 'NONE', upper: 'NONE' };
  for (const character of characters) {
    if (character >= '0' && character <= '9') classes.hasDigit = true;
    else if (character >= 'a' && character <= 'z') classes.lower = withLetter(classes.lower, character);
    else if (character >= 'A' && character <= 'Z') classes.upper = withLetter(classes.upper, character.toLowerCase());
    else classes.isWord = false;
  }
  return classes;
}

const withLetter = (letters: Letters, letter: string): Letters => (letters === 'ALL' || letter > 'f' ? 'ALL' : 'HEX');

/** The scripts with thousands of characters, from kana to Hangul. A part of them is enough to divide a range. */
const LARGE_SCRIPTS = { from: 0x3000, to: 0xd7a3, step: 0x80 };
const BLOCK_SIZE = 0x80;

/** Adds the characters around one beyond ASCII: its block of 128, or a part of the large scripts. */
export function addBlock(result: Set<string>, character: string): void {
  const code = character.codePointAt(0)!;
  if (code < BLOCK_SIZE) return;
  const start = code - (code % BLOCK_SIZE);
  const isLarge = code >= LARGE_SCRIPTS.from && code <= LARGE_SCRIPTS.to;
  const { from, to, step } = isLarge ? LARGE_SCRIPTS : { from: start, to: start + BLOCK_SIZE - 1, step: 1 };
  for (let each = from; each <= to; each += step) result.add(String.fromCodePoint(each));
}
