import { expect, test } from 'vitest';
import { parseName } from '../../src/problem/index.ts';

test.each([
  ['  Street scenes ', 'Street scenes'],
  ['🐈'.repeat(100), '🐈'.repeat(100)],
  ['👩‍👩‍👧 في البيت', '👩‍👩‍👧 في البيت'],
])('the name %j is accepted', (given, name) => expect(parseName(given, 'the dataset')).toEqual({ name }));

test.each([
  ['no text', ['', '   ', '\n\t']],
  ['only characters that no screen shows', ['\u200b', '\ufeff\u2060', '\u00ad \u200d', '\u{e0041}', '\ufffe']],
  ['more than 100 characters', ['x'.repeat(101), 'a'.repeat(250_000)]],
  ['line breaks', ['a\nb', 'a\u2028b', 'a\u0085b']],
  ['direction marks', ['a\u202eb', '\u202e\u202d', 'a\u2066b']],
  ['control characters', ['a\0b', '\u001b[31m', 'a\ud800']],
])('a name of %s is refused at its field', (_, names) => {
  for (const given of names) {
    expect(parseName(given, 'the dataset')).toMatchObject({ code: 'INVALID_INPUT', field: 'name' });
  }
});
