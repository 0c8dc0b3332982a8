import type { KeyPatterns } from '@bucket-sync/shared/patterns';

/** Notices about patterns that are valid but rarely meant. */
export function patternNotices({ includePatterns, excludePatterns }: KeyPatterns): string[] {
  const ofOneFolder = [...includePatterns, ...excludePatterns].filter((pattern) => /^\*[^/*]*$/.test(pattern));
  return ofOneFolder.map(
    (pattern) =>
      `The pattern ${JSON.stringify(pattern)} matches only files directly under the prefix. For the files of all ` +
      `folders write ${JSON.stringify(`**/${pattern}`)}.`,
  );
}
