import { expect, test } from 'vitest';
import { areSame, linesOf, patternsText } from '../../src/patterns/typed-patterns.ts';

test('each line that is not empty is one pattern, without the spaces around it', () => {
  expect(linesOf(' **/*.jpg \n\n\tdrafts/**\r\n')).toEqual(['**/*.jpg', 'drafts/**']);
});

test.each([
  [[], [], 'all of them'],
  [['photos/**', '**/*.png'], [], 'only photos/** or **/*.png'],
  [[], ['a/**', 'b/**'], 'without a/** and b/**'],
  [['photos/**'], ['**/x.jpg'], 'only photos/**, without **/x.jpg'],
])('the patterns %j and %j are summed up as "%s"', (includePatterns, excludePatterns, text) => {
  expect(patternsText({ includePatterns, excludePatterns })).toBe(text);
});

test('a pattern that moved from one list to the other is a change', () => {
  const one = { includePatterns: ['a'], excludePatterns: [] };
  expect(areSame(one, { includePatterns: ['a'], excludePatterns: [] })).toBe(true);
  expect(areSame(one, { includePatterns: [], excludePatterns: ['a'] })).toBe(false);
});
