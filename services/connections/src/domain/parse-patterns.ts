import { whyNoPattern } from '@bucket-sync/shared/patterns';
import { invalid, type Problem } from '@bucket-sync/shared/problem';
import type { KeyPatterns } from './connection.ts';

const MAX_PATTERNS = 50;

interface TypedPatterns {
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

/** Notices about patterns that are valid but rarely meant. */
export function patternNotices({ includePatterns, excludePatterns }: KeyPatterns): string[] {
  const ofOneFolder = [...includePatterns, ...excludePatterns].filter((pattern) => /^\*[^/*]*$/.test(pattern));
  return ofOneFolder.map(
    (pattern) =>
      `The pattern ${JSON.stringify(pattern)} matches only files directly under the prefix. For the files of all ` +
      'folders ' +
      `write ${JSON.stringify(`**/${pattern}`)}.`,
  );
}
