import { expect, test } from 'vitest';
import { filenameOf } from '../../src/domain/asset.ts';
import { monthOf, nextMonth, quotaAt } from '../../src/domain/data-rows.ts';

test.each([
  ['a/b/c.jpg', 'c.jpg'],
  ['c.jpg', 'c.jpg'],
  ['folder/', 'folder/'],
  ['a//b', 'b'],
])('the filename of %s is its last part: %s', (objectKey, filename) => {
  expect(filenameOf(objectKey)).toBe(filename);
});

test.each([
  ['2026-02-28T23:59:59.999Z', '2026-02', '2026-03-01'],
  ['2026-12-01T00:00:00.000Z', '2026-12', '2027-01-01'],
  ['2028-02-29T12:00:00+14:00', '2028-02', '2028-03-01'],
])('%s is in %s, UTC, which ends where %s begins', (moment, month, next) => {
  expect(monthOf(new Date(moment))).toBe(month);
  expect(nextMonth(new Date(moment))).toEqual(new Date(next));
});

test('used never exceeds limit, also when the limit was lowered', () => {
  const quota = quotaAt(new Date('2026-11-22T00:00:00Z'), 10, 25);
  expect(quota).toMatchObject({ limit: 25, used: 25, remaining: 0 });
});
