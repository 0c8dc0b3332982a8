import { onceForEach } from '@bucket-sync/shared/cache';
import { expect, test } from 'vitest';

test('a value is made once for each object, also for two that are equal', () => {
  let count = 0;
  const numberOf = onceForEach((_source: { name: string }) => {
    count += 1;
    return count;
  });
  const [one, other] = [{ name: 'same' }, { name: 'same' }];
  expect([numberOf(one), numberOf(other), numberOf(one), numberOf(other)]).toEqual([1, 2, 1, 2]);
});
