import { expect, test } from 'vitest';
import { createAdaptiveLimit } from '../../src/aws/adaptive-limit.ts';

/**
 * A bucket that answers each read after `readMs`, and a process that handles at most `mostASecond` reads. Reads that
 * exceed `slowDownAbove` a second get SlowDown.
 */
function aBucket(is: { readMs: number; mostASecond?: number; slowDownAbove?: number; bytes?: number }) {
  const { mostASecond = 1e9, slowDownAbove = 1e9, bytes = 16 * 1024 } = is;
  let { readMs } = is;
  let now = 0;
  const limit = createAdaptiveLimit({ start: 64, most: 512 }, () => now);
  const rates: number[] = [];
  return {
    rates,
    slowTo(ms: number) {
      readMs = ms;
    },
    /** Lets time pass in steps of 10 ms while there is always more to read. */
    run(seconds: number) {
      for (let step = 0; step < seconds * 100; step += 1) {
        now += 10;
        const rate = Math.min(mostASecond, (limit.value * 1_000) / readMs);
        rates.push(rate);
        if (rate > slowDownAbove) limit.slowedDown();
        const tookMs = (limit.value * 1_000) / rate;
        for (let read = 0; read < rate / 100; read += 1) limit.succeeded({ tookMs, bytes }, true);
      }
      return limit.value;
    },
  };
}

test('the limit grows as long as the bucket answers in the same time', () => {
  expect(aBucket({ readMs: 50 }).run(3)).toBe(512);
});

test('the first climb to the most reads takes half a second', () => {
  expect(aBucket({ readMs: 50 }).run(0.5)).toBe(512);
});

test('a bucket of long videos, has as many in flight as fit into 64 MiB', () => {
  const bucket = aBucket({ readMs: 50, bytes: 512 * 1024 });
  expect(bucket.run(10)).toBe(128);
  expect(aBucket({ readMs: 50, bytes: 4 * 1024 * 1024 }).run(10)).toBe(64);
});

test('the limit stays low where this process is the bottleneck', () => {
  expect(aBucket({ readMs: 1, mostASecond: 5_000 }).run(10)).toBeLessThan(128);
});

test('a bucket that becomes four times slower for good gets its limit back within a minute', () => {
  const bucket = aBucket({ readMs: 50 });
  bucket.run(3);
  bucket.slowTo(200);
  expect(bucket.run(2)).toBe(64);
  expect(bucket.run(60)).toBe(512);
});

test('the limit does not grow while no read waits for it', () => {
  let now = 0;
  const limit = createAdaptiveLimit({ start: 64, most: 512 }, () => now);
  for (let read = 0; read < 1_000; read += 1) {
    now += 10;
    limit.succeeded({ tookMs: 50, bytes: 16_384 }, false);
  }
  expect(limit.value).toBe(64);
});

test('a SlowDown halves the limit once, however many reads in flight get it', () => {
  let now = 0;
  const limit = createAdaptiveLimit({ start: 64, most: 512 }, () => now);
  for (let read = 0; read < 30; read += 1) limit.slowedDown();
  expect(limit.value).toBe(32);
  now += 300;
  for (let read = 0; read < 30; read += 1) limit.slowedDown();
  expect(limit.value).toBe(16);
});

test('repeated SlowDowns lower the limit to one, and within 10 s of the last one it recovers', () => {
  let now = 0;
  const limit = createAdaptiveLimit({ start: 64, most: 512 }, () => now);
  for (let time = 0; time < 10; time += 1) {
    limit.slowedDown();
    now += 300;
  }
  expect(limit.value).toBe(1);
  for (let read = 0; read < 10_000; read += 1) {
    now += 1;
    limit.succeeded({ tookMs: 50, bytes: 16_384 }, true);
  }
  expect(limit.value).toBeGreaterThanOrEqual(32);
});

test('a bucket that allows 5,500 reads a second is read at that rate, on average at 60 % of it or more', () => {
  const bucket = aBucket({ readMs: 50, slowDownAbove: 5_500 });
  bucket.run(60);
  const steady = bucket.rates.slice(1_000);
  expect(steady.reduce((sum, rate) => sum + rate, 0) / steady.length).toBeGreaterThan(0.6 * 5_500);
  expect(steady.filter((rate) => rate > 5_500).length / steady.length).toBeLessThan(0.01);
});
