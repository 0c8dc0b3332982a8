import { dirname } from 'node:path/posix';
import type { Rule } from '../finding.ts';

const MOST_FILES = 15;

/** A folder with more files needs a level that says what groups them. Migrations are a list in order: one folder. */
export const folderSize: Rule = (files) => {
  const sources = files.filter(({ path, kind }) => kind === 'source' && !path.includes('/migrations/'));
  return [...Map.groupBy(sources, ({ path }) => dirname(path))].flatMap(([path, { length }]) => {
    if (length <= MOST_FILES) return [];
    return [{ rule: 'folder-size', path, message: `${length} files; a folder has at most ${MOST_FILES}` }];
  });
};
