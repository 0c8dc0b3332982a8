import { invalid, type Problem } from '../problem/index.ts';
import { type KeyPatterns, whyNoPattern } from './key-filter.ts';

const MAX_PATTERNS = 50;

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
    const why = patterns.map(whyNoPattern).find((sentence) => sentence !== undefined);
    if (why) return invalid(field, why);
    parsed[field] = [...new Set(patterns)];
  }
  return parsed;
}
