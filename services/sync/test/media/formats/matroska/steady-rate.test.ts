import { expect, test } from 'vitest';
import { RATE_FRAMES, steadyRate } from '../../../../src/media/formats/matroska/steady-rate.ts';

const MILLISECOND = 0.001;

/** Frames of a constant rate, at whole milliseconds as in Matroska. */
const timesAt = (rate: number): number[] =>
  Array.from({ length: RATE_FRAMES }, (_, frame) => Math.round((frame * 1000) / rate));

test.each([[24_000 / 1001], [24], [25], [30_000 / 1001], [30], [50], [60_000 / 1001], [60], [15], [7.5]])(
  'frames at whole milliseconds keep to %d a second',
  (rate) => {
    expect(steadyRate(timesAt(rate), MILLISECOND)).toBeCloseTo(rate, 9);
  },
);

test('frames at irregular times have no rate: null, where ffprobe reports 0/0', () => {
  const jittery = timesAt(30).map((time, frame) => time + [0, 9, 3, 14, 6, 1, 12][frame % 7]!);
  expect(steadyRate(jittery, MILLISECOND)).toBeNull();
});

test('a rate with every third frame missing is not reported as the rate', () => {
  expect(
    steadyRate(
      timesAt(30).filter((_, frame) => frame % 3 !== 1),
      MILLISECOND,
    ),
  ).toBeNull();
});

test('two gaps are too few to find a rate', () => {
  expect(steadyRate([0, 40, 80], MILLISECOND)).toBeNull();
  expect(steadyRate([], MILLISECOND)).toBeNull();
  expect(steadyRate([5, 5, 5, 5, 5], MILLISECOND)).toBeNull();
});
