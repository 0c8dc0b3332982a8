import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listPage, pageLength } from '../../src/subgraph/index.ts';

/** Newest first. */
const itemsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `019ab000-0000-7000-8000-${(count - index).toString(16).padStart(12, '0')}`,
  }));

test('a list has 100 elements unless more are requested', () => {
  const items = itemsOf(1_000);
  expect(listPage(items, {})).toHaveLength(100);
  expect(listPage(items, { first: null })).toHaveLength(100);
  expect(listPage(items, { first: 1_000 })).toHaveLength(1_000);
});

test.each([0, -1, 1_001])('first: %i is a bad request', (first) => {
  expect(() => listPage(itemsOf(3), { first })).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }));
});

test('the length of a page has a default and bounds, and the error names them', () => {
  const runs = { byDefault: 20, most: 100 };
  expect([undefined, null, 1, 100].map((first) => pageLength(first, runs))).toEqual([20, 20, 1, 100]);
  for (const first of [0, -1, 101]) expect(() => pageLength(first, runs)).toThrow(/first is from 1 to 100/);
});

test('pages, one after the other, are the whole list', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 20 }), (count, first) => {
      const items = itemsOf(count);
      const read: { id: string }[] = [];
      for (;;) {
        const page = listPage(items, { first, after: read.at(-1)?.id });
        read.push(...page);
        if (page.length < first) break;
      }
      expect(read).toEqual(items);
    }),
  );
});

test('a page continues behind an element that was removed', () => {
  const items = itemsOf(30);
  const left = items.filter((_, index) => index !== 9);
  expect(listPage(left, { first: 5, after: items[9]!.id })).toEqual(items.slice(10, 15));
  expect(listPage(items, { after: items[29]!.id })).toEqual([]);
});

test.each(['', 'x', '%', 'null'])('after: %j is a bad request that names the field', (after) => {
  expect(() => listPage(itemsOf(3), { after })).toThrow(/after is no id/);
});
