import { expect, test } from 'vitest';
import { nextIndex } from '../../src/explorer/grid/grid-keys.ts';

const press = (key: string, active: number, ctrlKey = false) =>
  nextIndex({ key, ctrlKey, metaKey: false }, { active, columns: 4, total: 10, perScreen: 2 });

test.each([
  ['ArrowRight', 1, 2],
  ['ArrowLeft', 0, 0],
  ['ArrowDown', 1, 5],
  ['ArrowDown', 7, 9],
  ['ArrowUp', 6, 2],
  ['PageDown', 0, 8],
  ['Home', 6, 4],
  ['End', 4, 7],
])('%s at place %i moves to place %i of ten, in rows of four', (key, from, to) => {
  expect(press(key, from)).toBe(to);
});

test('Ctrl with Home and End reaches the first and the last, and other keys move nothing', () => {
  expect([press('End', 0, true), press('Home', 9, true), press('a', 3)]).toEqual([9, 0, undefined]);
});
