import { AppError } from '../errors/index.ts';
import { matchTokens, type Steps } from './match-tokens.ts';
import { PatternError, parsePattern, type Token } from './parse-pattern.ts';

/** Glob patterns that select keys below a prefix. */
export interface KeyPatterns {
  /** An object must match one of these, if there are any. */
  readonly includePatterns: readonly string[];
  /** An object that matches one of these is excluded, even if it matches an include pattern. */
  readonly excludePatterns: readonly string[];
}

/** Which objects of a bucket belong to a connection. The patterns apply to the part of a key below the prefix. */
export interface KeyRule extends KeyPatterns {
  readonly prefix: string;
}

/** How many patterns these are with their braces written out, or the error of the first invalid one in one sentence. */
export function countAlternatives(patterns: readonly string[]): number | string {
  try {
    return patterns.reduce((sum, pattern) => sum + parsePattern(pattern).length, 0);
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}

/**
 * The steps that one key may take over all patterns: about a millisecond, as much as it costs to inspect a file.
 * Ordinary patterns take less than a hundredth of it. Patterns such as `*aaaaaaab` may take a thousand times as much
 * for a long key.
 */
const MOST_STEPS = 250_000;
/** Of a key, in an error. */
const SHOWN_CHARACTERS = 100;

/**
 * Whether a key is included. Patterns are matched against the part of the key below the prefix; case counts. Names in
 * NFC and NFD match alike: macOS writes one, most other systems the other.
 *
 * @param rule  null includes every key
 * @throws PatternError; the filter throws AppError BAD_REQUEST for a key whose match takes too long
 */
export function createKeyFilter(rule: KeyRule | null): (key: string) => boolean {
  if (rule === null) return () => true;
  const { prefix, includePatterns, excludePatterns } = rule;
  const included = includePatterns.flatMap(parsePattern);
  const excluded = excludePatterns.flatMap(parsePattern);
  if (included.length === 0 && excluded.length === 0) return () => true;
  const matches = (patterns: readonly Token[][], text: readonly string[], steps: Steps) =>
    patterns.some((tokens) => matchTokens(tokens, text, steps));
  return (key) => {
    const text = [...key.slice(prefix.length).replace(/^\//, '').normalize('NFC')];
    const steps = { left: MOST_STEPS };
    const isIncluded = (included.length === 0 || matches(included, text, steps)) && !matches(excluded, text, steps);
    if (steps.left > 0) return isIncluded;
    const shown = JSON.stringify(key.slice(0, SHOWN_CHARACTERS));
    throw new AppError('BAD_REQUEST', {
      why: `the patterns take too long to match ${shown}; use fewer or simpler ones`,
    });
  };
}
