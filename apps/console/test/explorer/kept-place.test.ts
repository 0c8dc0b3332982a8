import { expect, test } from 'vitest';
import { keptPlace } from '../../src/explorer/grid/kept-place.ts';

const before = { columns: 6, rowHeight: 200, start: 0 };
const windowHeight = 900;

test('the active tile stays where it is in the window', () => {
  expect(keptPlace({ before, passed: 4_050, windowHeight, active: 130 })).toEqual({ index: 130, top: 150 });
});

test('without an active tile in the window, its first whole row stays', () => {
  expect(keptPlace({ before, passed: 4_050, windowHeight, active: 0 })).toEqual({ index: 126, top: 150 });
});

test('rows above a shortened grid count too', () => {
  const shortened = { ...before, start: 1_000 };
  expect(keptPlace({ before: shortened, passed: 4_050, windowHeight, active: 0 })).toEqual({ index: 6_126, top: 150 });
});

test('at the top of the grid nothing has to stay', () => {
  expect(keptPlace({ before, passed: -80, windowHeight, active: 0 })).toBeUndefined();
});
