import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listPage } from '../../src/subgraph/index.ts';

const itemsOf = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `id ${index}` }));

test('a list has 100 elements unless more are requested', () => {
  const items = itemsOf(1_000);
  expect(listPage(items, {})).toHaveLength(100);
  expect(listPage(items, { first: null })).toHaveLength(100);
  expect(listPage(items, { first: 1_000 })).toHaveLength(1_000);
});

test.each([0, -1, 1_001])('first: %i is a bad request', (first) => {
  expect(() => listPage(itemsOf(3), { first })).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }));
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
