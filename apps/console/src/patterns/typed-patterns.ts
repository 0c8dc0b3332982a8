import type { KeyPatternsFragment } from '../api/operations.generated.ts';

export type Patterns = Pick<KeyPatternsFragment, 'includePatterns' | 'excludePatterns'>;

/** The patterns of a text with one pattern a line. */
export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

export const areSame = (one: Patterns, other: Patterns) => keyOf(one) === keyOf(other);

/** A text that is equal for equal patterns. */
export const keyOf = ({ includePatterns, excludePatterns }: Patterns) =>
  JSON.stringify([includePatterns, excludePatterns]);

export const hasPatterns = ({ includePatterns, excludePatterns }: Patterns) =>
  includePatterns.length + excludePatterns.length > 0;

/** Patterns in one line: "only photos/**, without drafts/**". */
export function patternsText({ includePatterns, excludePatterns }: Patterns): string {
  const only = includePatterns.length > 0 && `only ${includePatterns.join(' or ')}`;
  const without = excludePatterns.length > 0 && `without ${excludePatterns.join(' and ')}`;
  return [only, without].filter(Boolean).join(', ') || 'all of them';
}
