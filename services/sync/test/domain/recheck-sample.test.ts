import { expect, test } from 'vitest';
import { recheckSample } from '../../src/domain/recheck-sample.ts';

const keysOf = (count: number) =>
  Array.from({ length: count }, (_, n) => `train/img-${String(n).padStart(6, '0')}.jpg`);

test.each([
  [0.01, 15, 15, 15],
  [0.01, 400, 10, 40],
  [0.01, 20_000, 150, 250],
  [0.01, 200_000, 770, 1_000],
  [1, 1_500, 600, 1_000],
])('a share of %d of %d assets: %d to %d a run, and each is read in its turn', (share, count, least, most) => {
  let keys = keysOf(count);
  for (let turn = 0; keys.length > 0 && turn < 300; turn += 1) {
    const isSampled = recheckSample(share, count, turn);
    const left = keys.filter((key) => !isSampled(key));
    expect(keys.length - left.length).toBeGreaterThanOrEqual(least);
    expect(keys.length - left.length).toBeLessThanOrEqual(most);
    keys = left;
  }
  expect(keys).toEqual([]);
});

test('the turns begin again after the last one, and a share of 0 reads nothing', () => {
  const keys = keysOf(100);
  const turns = [0, 1, 2, 3, 4].map((turn) => keys.filter(recheckSample(0.01, 100, turn)));
  expect(turns.flat().sort()).toEqual(keys);
  expect(keys.filter(recheckSample(0.01, 100, 5))).toEqual(turns[0]);
  expect(keys.filter(recheckSample(0, 100, 0))).toEqual([]);
});
