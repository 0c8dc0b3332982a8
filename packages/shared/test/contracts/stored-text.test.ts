import { expect, test } from 'vitest';
import { text } from '../../src/contracts/fields.ts';

test('a text that is cut in the middle of a character can be stored', () => {
  expect(text(4).parse('abc\u{1F600}')).toBe('abc\uFFFD');
  expect(text(5).parse('abc\u{1F600}')).toBe('abc\u{1F600}');
});

test('characters that PostgreSQL does not store are replaced', () => {
  expect(text(10).parse('a\0b\ud83dc')).toBe('a\uFFFDb\uFFFDc');
});
