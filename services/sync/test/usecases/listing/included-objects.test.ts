import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createObjectFilter } from '../../../src/usecases/listing/included-objects.ts';

const objectsOf = (count: number) => Array.from({ length: count }, (_, n) => ({ key: `${'a'.repeat(1_000)}${n}` }));

test('other work continues while slow patterns are matched with many keys', async () => {
  const includePatterns = Array.from({ length: 50 }, (_, n) => `${'*a'.repeat(100)}b${n}`);
  const includedOf = createObjectFilter({ prefix: '', includePatterns, excludePatterns: [] });
  let isDone = false;
  let turns = 0;
  const filtered = includedOf(objectsOf(500)).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await nextTurn();
    turns += 1;
  }
  expect(await filtered).toEqual([]);
  expect(turns).toBeGreaterThan(5);
});

test('without patterns every object is included', async () => {
  for (const rule of [null, { prefix: '', includePatterns: [], excludePatterns: [] }]) {
    expect(await createObjectFilter(rule)(objectsOf(3))).toEqual(objectsOf(3));
  }
});
