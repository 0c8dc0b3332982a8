import { invalid, type Problem } from '../problem/index.ts';
import { countAlternatives, type KeyPatterns } from './key-filter.ts';

const MAX_PATTERNS = 50;
/** `{a,b}` stands for two patterns. A compiled pattern of 256 characters takes some 10 KB, in each slice of a run. */
const MAX_ALTERNATIVES = 1_000;

/** The patterns of a GraphQL input. */
export interface TypedPatterns {
  includePatterns?: readonly string[] | null | undefined;
  excludePatterns?: readonly string[] | null | undefined;
}

/** The given patterns without repetitions. An absent list stays absent. */
export function parsePatterns(typed: TypedPatterns): Partial<KeyPatterns> | Problem {
  const parsed: { -readonly [Field in keyof KeyPatterns]?: string[] } = {};
  for (const field of ['includePatterns', 'excludePatterns'] as const) {
    const patterns = typed[field];
    if (patterns == null) continue;
    if (patterns.length > MAX_PATTERNS) {
      return invalid(field, `There are ${patterns.length} patterns; ${MAX_PATTERNS} are allowed.`);
    }
    const unique = [...new Set(patterns)];
    const counted = countAlternatives(unique);
    if (typeof counted === 'string') return invalid(field, counted);
    if (counted > MAX_ALTERNATIVES) {
      const most = MAX_ALTERNATIVES.toLocaleString('en-US');
      return invalid(field, `With their braces written out there are more than ${most} patterns. Use fewer braces.`);
    }
    parsed[field] = unique;
  }
  return parsed;
}
