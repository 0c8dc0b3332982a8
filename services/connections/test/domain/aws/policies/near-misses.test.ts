import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearMissesOf } from '../../../../src/domain/aws/policies/near-misses.ts';

const ID = 'q7Yx-2_bQ0eR5tZuX9wA1sD3fG6hJ8kL';

/** StringLike of IAM: `*` matches any text, `?` one character. */
function like(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\-]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

/** Patterns that accept ID. Some characters become `?`, and some ranges, also empty ones, become `*`. */
const patterns = fc
  .array(fc.tuple(fc.nat(ID.length), fc.nat(6), fc.constantFrom('?', '*')), { minLength: 1, maxLength: 4 })
  .map((edits) => {
    let pattern = ID;
    for (const [at, length, wildcard] of edits.toSorted(([a], [b]) => b - a)) {
      const end = wildcard === '?' ? at + 1 : at + length;
      if (wildcard === '?' && at >= pattern.length) continue;
      pattern = pattern.slice(0, at) + wildcard + pattern.slice(end);
    }
    return pattern;
  })
  .filter((pattern) => pattern !== ID && like(pattern, ID));

test('every pattern that accepts our external id and holds a wildcard accepts one of its near misses', () => {
  const misses = nearMissesOf(ID).map(({ externalId }) => externalId);
  fc.assert(
    fc.property(patterns, (pattern) => misses.some((miss) => like(pattern, miss))),
    { numRuns: 2_000 },
  );
});

test('no near miss is our external id', () => {
  const misses = nearMissesOf(ID).map(({ externalId }) => externalId);
  expect(misses).not.toContain(ID);
  expect(misses).toHaveLength(2 * ID.length + 2);
});
