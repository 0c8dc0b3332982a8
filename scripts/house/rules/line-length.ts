import type { Rule } from '../finding.ts';

const LONGEST_LINE = 120;

/** The formatter wraps code, but neither comments nor texts. */
export const lineLength: Rule = (files) =>
  files.flatMap(({ path, kind, text }) => {
    if (kind !== 'source' && kind !== 'test') return [];
    return text.split('\n').flatMap((line, index) => {
      const { length } = [...line];
      if (length <= LONGEST_LINE) return [];
      const message = `${length} characters; a line has at most ${LONGEST_LINE}`;
      return [{ rule: 'line-length', path, line: index + 1, message }];
    });
  });
