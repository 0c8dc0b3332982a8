import { expect, test } from 'vitest';
import { objectsPerSecondOf, type RecentRate, rateAfter, secondsLeftOf } from '../../src/domain/recent-rate.ts';

const STARTED = new Date('2026-11-01T10:00:00Z');
const after = (seconds: number) => new Date(STARTED.getTime() + seconds * 1000);

/** The rate after batches of `count` objects, one every `everySeconds`. */
function steady(count: number, everySeconds: number, from: number, until: number, rate: RecentRate): RecentRate {
  let last = rate;
  for (let at = from; at <= until; at += everySeconds) last = rateAfter(last, count, after(at));
  return last;
}
const NONE: RecentRate = { perSecond: 0, at: null };

test.each([
  [250, 0.25, 1_000],
  [250, 5, 50],
])('%d objects every %d seconds are about %d a second, from the start on', (count, everySeconds, perSecond) => {
  for (const until of [20, 60, 600]) {
    const rate = objectsPerSecondOf(steady(count, everySeconds, everySeconds, until, NONE), STARTED);
    expect(rate).toBeGreaterThan(perSecond * 0.8);
    expect(rate).toBeLessThan(perSecond * 1.25);
  }
});

test('the time left of a run that slows down follows its recent rate, not its average', () => {
  const fast = steady(250, 0.25, 0.25, 60, NONE);
  const slow = steady(250, 2.5, 62.5, 150, fast);
  expect(objectsPerSecondOf(slow, STARTED)).toBeLessThan(125);
});

test('the time left never grows while a run is stuck: it holds, and is null after 15 seconds', () => {
  const rate = steady(250, 0.25, 0.25, 60, NONE);
  const left = [60, 61, 70, 75].map((at) => secondsLeftOf(rate, 100_000, STARTED, after(at)));
  expect(new Set(left).size).toBe(1);
  expect(secondsLeftOf(rate, 100_000, STARTED, after(75.1))).toBeNull();
});

test('before the first object has finished the time left is unknown', () => {
  expect(secondsLeftOf(NONE, 100, STARTED, after(1))).toBeNull();
});
