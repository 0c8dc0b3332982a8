/** One step of a glob pattern. ANY_FOLDERS is a `**` with its slash; REST is a `**` at the end. */
export type Token =
  | { readonly kind: 'CHARACTER'; readonly character: string }
  | { readonly kind: 'ONE' }
  | { readonly kind: 'CLASS'; readonly isNegated: boolean; readonly ranges: readonly (readonly [string, string])[] }
  | { readonly kind: 'STAR' }
  | { readonly kind: 'ANY_FOLDERS' }
  | { readonly kind: 'REST' };

/** The error of a pattern, in one sentence for the user. */
export class PatternError extends Error {}

/** `{a,b}{c,d}…` doubles with each pair: a pattern that stands for more than this is refused. */
const MAX_ALTERNATIVES = 100;
const LONGEST_PATTERN = 256;

/**
 * Parses a glob pattern into the alternatives that its braces stand for.
 *
 * `*` is any text without a slash, `**` any folders, `?` one character but a slash, `[a-z]` and `[!a-z]` one of or none
 * of these, `{a,b}` either; a backslash takes the next character literally.
 *
 * @throws PatternError
 */
export function parsePattern(pattern: string): Token[][] {
  const text = [...pattern.normalize('NFC')];
  refuse(text.length === 0, 'A pattern is empty.');
  refuse(text.length > LONGEST_PATTERN, `A pattern has ${text.length} characters; ${LONGEST_PATTERN} are allowed.`);
  refuse(!pattern.isWellFormed() || pattern.includes('\0'), `The pattern ${shown(pattern)} is not valid text.`);
  refuse(text[0] === '!', `The pattern ${shown(pattern)} begins with "!". Write it as an exclude pattern instead.`);
  refuse(text[0] === '/', `The pattern ${shown(pattern)} begins with a slash. Patterns start below the prefix.`);
  refuse(
    text.at(-1) === '/',
    `The pattern ${shown(pattern)} ends with a slash. Write "${pattern}**" for the files in it.`,
  );
  return expand(text, pattern).map((alternative) => tokensOf(alternative, pattern));
}

function refuse(isWrong: boolean, why: string): void {
  if (isWrong) throw new PatternError(why);
}

const shown = (pattern: string) => JSON.stringify(pattern);

/** Replaces braces by their alternatives. Escapes and classes are left for `tokensOf`. */
function expand(text: readonly string[], pattern: string): string[][] {
  const open = findOpenBrace(text);
  if (open < 0) return [[...text]];
  const parts: string[][] = [[]];
  let depth = 0;
  let at = open + 1;
  for (; at < text.length && !(text[at] === '}' && depth === 0); at += 1) {
    const character = text[at]!;
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (character === ',' && depth === 0) parts.push([]);
    else parts.at(-1)!.push(character);
    if (character === '\\' && at + 1 < text.length) {
      at += 1;
      parts.at(-1)!.push(text[at]!);
    }
  }
  refuse(at >= text.length, `The pattern ${shown(pattern)} opens a brace and does not close it.`);
  const expanded = parts.flatMap((part) => expand([...text.slice(0, open), ...part, ...text.slice(at + 1)], pattern));
  refuse(
    expanded.length > MAX_ALTERNATIVES,
    `The pattern ${shown(pattern)} stands for more than ${MAX_ALTERNATIVES} patterns.`,
  );
  return expanded;
}

function findOpenBrace(text: readonly string[]): number {
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '{') return at;
  }
  return -1;
}

function tokensOf(text: readonly string[], pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!;
    if (character === '*') {
      let end = at;
      while (text[end + 1] === '*') end += 1;
      const isWholeSegment = (at === 0 || text[at - 1] === '/') && end > at;
      if (isWholeSegment && text[end + 1] === '/') {
        tokens.push({ kind: 'ANY_FOLDERS' });
        end += 1;
      } else tokens.push({ kind: isWholeSegment && end + 1 === text.length ? 'REST' : 'STAR' });
      at = end;
    } else if (character === '?') tokens.push({ kind: 'ONE' });
    else if (character === '[') {
      const close = text.indexOf(']', at + 2);
      refuse(close < 0, `The pattern ${shown(pattern)} opens a square bracket and does not close it.`);
      tokens.push(classOf(text.slice(at + 1, close)));
      at = close;
    } else if (character === '\\') {
      refuse(at + 1 >= text.length, `The pattern ${shown(pattern)} ends with a backslash.`);
      at += 1;
      tokens.push({ kind: 'CHARACTER', character: text[at]! });
    } else tokens.push({ kind: 'CHARACTER', character });
  }
  return tokens;
}

function classOf(inside: readonly string[]): Token {
  const isNegated = inside[0] === '!' || inside[0] === '^';
  const members = isNegated ? inside.slice(1) : inside;
  const ranges: [string, string][] = [];
  for (let at = 0; at < members.length; at += 1) {
    const isRange = members[at + 1] === '-' && at + 2 < members.length;
    ranges.push([members[at]!, members[isRange ? at + 2 : at]!]);
    if (isRange) at += 2;
  }
  return { kind: 'CLASS', isNegated, ranges };
}
