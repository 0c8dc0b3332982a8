import type { Token } from './parse-pattern.ts';

/** Where to continue after a mismatch: the token behind a wildcard, and the text that it has not consumed. */
interface Retry {
  readonly token: number;
  text: number;
}

/** The steps that a match may still take. */
export interface Steps {
  left: number;
}

/**
 * Whether the tokens match the whole text; false once no step is left. A regular expression would take exponential time
 * for some patterns; this remembers the last `*` and the last `**` only, which suffices: an earlier wildcard never has
 * to consume more.
 */
export function matchTokens(tokens: readonly Token[], text: readonly string[], steps: Steps): boolean {
  let token = 0;
  let at = 0;
  let star: Retry | undefined;
  let folders: Retry | undefined;
  while (steps.left > 0) {
    steps.left -= 1;
    const next = tokens[token];
    if (next === undefined && at === text.length) return true;
    if (next?.kind === 'REST') return true;
    if (next?.kind === 'ANY_FOLDERS') {
      token += 1;
      folders = { token, text: at };
      star = undefined;
      continue;
    }
    if (next?.kind === 'STAR') {
      token += 1;
      star = { token, text: at };
      continue;
    }
    if (next !== undefined && at < text.length && accepts(next, text[at]!)) {
      token += 1;
      at += 1;
      continue;
    }
    // The last `*` takes one more character of its segment.
    if (star && star.text < text.length && text[star.text] !== '/') {
      star.text += 1;
      ({ token } = star);
      at = star.text;
      continue;
    }
    // The last `**` takes one more folder.
    const slash = folders ? text.indexOf('/', folders.text) : -1;
    if (!folders || slash < 0) return false;
    folders.text = slash + 1;
    ({ token } = folders);
    at = folders.text;
    star = undefined;
  }
  return false;
}

function accepts(token: Token, character: string): boolean {
  switch (token.kind) {
    case 'CHARACTER':
      return token.character === character;
    case 'ONE':
      return character !== '/';
    case 'CLASS':
      return (
        character !== '/' && token.ranges.some(([from, to]) => from <= character && character <= to) !== token.isNegated
      );
    default:
      return false;
  }
}
