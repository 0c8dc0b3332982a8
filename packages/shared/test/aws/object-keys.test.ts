import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareKeys, keySpan } from '../../src/aws/index.ts';

test('keys sort by their UTF-8 bytes, also where surrogates meet the end of the basic plane', () => {
  const text = fc.string({ unit: 'binary', maxLength: 8 });
  fc.assert(
    fc.property(text, text, (a, b) => Math.sign(compareKeys(a, b)) === Buffer.compare(Buffer.from(a), Buffer.from(b))),
    { numRuns: 5_000 },
  );
  expect(compareKeys('\u{1F600}', '\uFFFD')).toBeGreaterThan(0);
});

test('the span of keys goes from the first to the last of them in the order of S3', () => {
  const keys = fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(keys, (some) => {
      const sorted = [...some].sort(compareKeys);
      expect(keySpan(some)).toEqual({ first: sorted[0], last: sorted.at(-1) });
    }),
  );
  expect(keySpan([])).toBeNull();
});
