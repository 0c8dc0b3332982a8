import { expect, test } from 'vitest';
import { nearestRatio } from '../../../../src/media/formats/matroska/nearest-ratio.ts';

// ffprobe 5.1's avg_frame_rate of Matroska files that ffmpeg wrote with this DefaultDuration.
test.each([
  [83_333_333, 12],
  [66_666_667, 15],
  [41_708_375, 2997 / 125],
  [41_708_333, 24000 / 1001],
  [40_000_000, 25],
  [33_366_700, 2997 / 100],
  [33_366_667, 30000 / 1001],
  [16_683_350, 2997 / 50],
  [16_683_333, 19001 / 317],
  [74_794_316, 1337 / 100],
  [30_000_000, 100 / 3],
  [3_000_000_000, 1 / 3],
  [1_001_001, 999],
])('a frame of %d ns is a rate of %d', (nanoseconds, rate) => {
  expect(nearestRatio(1e9, nanoseconds, 30_000)).toBe(rate);
});

test('any stated duration gives a number', () => {
  for (const nanoseconds of [1, 2, 29_999, 30_001, 1e9 - 1, 2 ** 40 + 1, Number.MAX_SAFE_INTEGER])
    expect(nearestRatio(1e9, nanoseconds, 30_000)).toSatisfy((rate: number) => Number.isFinite(rate) && rate >= 0);
});
