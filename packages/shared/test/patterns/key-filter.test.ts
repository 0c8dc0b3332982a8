import fc from 'fast-check';
import picomatch from 'picomatch';
import { expect, test } from 'vitest';
import { countAlternatives, createKeyFilter } from '../../src/patterns/index.ts';

const includes = (pattern: string, key: string) =>
  createKeyFilter({ prefix: '', includePatterns: [pattern], excludePatterns: [] })(key);

test.each([
  ['**/*.jpg', ['a.jpg', 'x/a.jpg', 'x/y/a.jpg', '.hidden/a.jpg'], ['a.png', 'a.jpg/b']],
  ['*.jpg', ['a.jpg', '.a.jpg'], ['x/a.jpg', 'a.JPG']],
  ['2024/**', ['2024/a', '2024/a/b.png'], ['2025/a', 'x/2024/a']],
  ['**/raw/**', ['raw/a', 'x/raw/a', 'x/raw/y/a'], ['x/rawer/a', 'raws']],
  ['*.{jpg,jp{e,}g,png}', ['a.jpg', 'a.jpeg', 'a.png'], ['a.gif']],
  ['photo?.jpg', ['photo1.jpg', 'photo🐈.jpg'], ['photo.jpg', 'photo12.jpg', 'photo/.jpg']],
  ['[0-9]*.jpg', ['1.jpg', '2b.jpg'], ['a.jpg']],
  ['[!a]b', ['cb'], ['ab', '/b']],
  ['a**b', ['ab', 'axb'], ['a/b']],
  ['\\*.jpg', ['*.jpg'], ['a.jpg']],
  ['photo (1).jpg', ['photo (1).jpg'], ['photo 1.jpg']],
  ['**', ['a', 'a/b/c'], []],
  ['ü.jpg'.normalize('NFC'), ['ü.jpg'.normalize('NFD'), 'ü.jpg'.normalize('NFC')], ['u.jpg']],
])('%s matches its kind of keys', (pattern, matching, others) => {
  for (const key of matching) expect([key, includes(pattern, key)]).toEqual([key, true]);
  for (const key of others) expect([key, includes(pattern, key)]).toEqual([key, false]);
});

test('an excluded file stays excluded though an include pattern matches it', () => {
  const filter = createKeyFilter({ prefix: 'train/', includePatterns: ['**/*.jpg'], excludePatterns: ['raw/**'] });
  expect(['train/a.jpg', 'train/x/a.jpg', 'train/raw/a.jpg', 'train/a.png'].map(filter)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('without patterns every key is included', () => {
  expect(createKeyFilter({ prefix: 'train/', includePatterns: [], excludePatterns: [] })('train/a')).toBe(true);
});

const part = fc.constantFrom('a', 'b', '.', 'ab', '*', '?', '/', '**/', '{a,b}', '{a,b*}', '[ab]', '-');
const patternText = fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
const keyText = fc
  .array(fc.constantFrom('a', 'b', 'c', '-', 'x.y', '/'), { minLength: 1, maxLength: 10 })
  .map((parts) => parts.join(''))
  // S3 allows empty segments; picomatch is made for paths and matches them differently.
  .filter((key) => !/^\/|\/\/|\/$/.test(key));

/**
 * Keys that picomatch matches as file paths: it lets `a/**` match `a` and collapses slashes. It also differs for `.`
 * segments and for stars beside a `**`.
 */
const DIFFERENT = /\/\/|\*{3}|[^/]\*\*|\*\*[^/]|\/\*\*$|(^|\/)\./;

test('random patterns match as picomatch matches them', () => {
  fc.assert(
    fc.property(patternText, keyText, (pattern, key) => {
      fc.pre(typeof countAlternatives([pattern]) === 'number' && !DIFFERENT.test(pattern));
      expect(includes(pattern, key)).toBe(picomatch(pattern, { dot: true, noextglob: true })(key));
    }),
    { numRuns: 5_000 },
  );
});

const LONG_KEY = `${'a'.repeat(500)}/${'a'.repeat(500)}c`;
const HARD = ['*a'.repeat(120), `${'**/'.repeat(80)}x`, '{*a,*b}'.repeat(6), '*?'.repeat(128), `*${'a'.repeat(250)}b`];

test.each(HARD)('a match takes milliseconds at most for any key: %s', (pattern) => {
  const fifty = Array.from({ length: 50 }, (_, n) => `${pattern.slice(0, 253)}${n}`);
  const isIncluded = createKeyFilter({ prefix: '', includePatterns: fifty, excludePatterns: fifty });
  const startedAt = process.cpuUsage();
  let refusal: unknown;
  for (let times = 0; times < 20; times += 1) {
    try {
      isIncluded(LONG_KEY);
    } catch (error) {
      refusal = error;
    }
  }
  expect(process.cpuUsage(startedAt).user / 20_000).toBeLessThan(15);
  if (refusal)
    expect(refusal).toMatchObject({ code: 'BAD_REQUEST', message: expect.stringContaining('take too long') });
});

test('patterns that take too long for a key are refused, and neither include nor exclude it', () => {
  const hard = Array.from({ length: 50 }, (_, n) => `*${'a'.repeat(250)}b${n}`);
  for (const rule of [
    { includePatterns: hard, excludePatterns: [] },
    { includePatterns: [], excludePatterns: hard },
  ]) {
    expect(() => createKeyFilter({ prefix: '', ...rule })(LONG_KEY)).toThrow(/take too long to match "aaa/);
  }
});

test('fifty ordinary patterns with braces are far from the limit for the longest key', () => {
  const ordinary = Array.from({ length: 50 }, (_, n) => `train/**/camera-${n}/*.{jpg,jpeg,png,webp,mp4}`);
  const isIncluded = createKeyFilter({ prefix: '', includePatterns: ordinary, excludePatterns: ordinary });
  expect(isIncluded(`train/${'folder-of-images/'.repeat(59)}a.jpg`)).toBe(false);
});

test.each([
  ['', /empty/],
  ['x'.repeat(257), /257 characters; 256/],
  ['{a,b', /opens a brace/],
  ['[abc', /opens a square bracket/],
  ['!*.jpg', /exclude pattern/],
  ['/a', /begins with a slash/],
  ['raw/', /"raw\/\*\*"/],
  ['a\\', /ends with a backslash/],
  ['a\0', /not valid text/],
  ['\ud800', /not valid text/],
  ['{a,b}'.repeat(7), /more than 100/],
  ['{a,b}'.repeat(51), /more than 100/],
])('%j is refused with a sentence', (pattern, sentence) => {
  expect(countAlternatives([pattern])).toMatch(sentence);
});
