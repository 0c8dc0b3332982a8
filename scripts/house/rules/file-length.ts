import type { Rule } from '../finding.ts';
import { lineCount } from '../project-file.ts';

const MOST_LINES = { source: 200, test: 250 };

/** A longer file holds more than one idea. A service's schema is one document for its readers, of any length. */
export const fileLength: Rule = (files) =>
  files.flatMap(({ path, kind, text }) => {
    if ((kind !== 'source' && kind !== 'test') || path.endsWith('.graphql')) return [];
    const lines = lineCount(text);
    const most = MOST_LINES[kind];
    if (lines <= most) return [];
    return [{ rule: 'file-length', path, message: `${lines} lines; a ${kind} file has at most ${most}` }];
  });
