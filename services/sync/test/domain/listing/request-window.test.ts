import { expect, test } from 'vitest';
import { createRequestWindow } from '../../../src/domain/listing/request-window.ts';

const ROUND_TRIP_MS = 75;

/** The sizes of a window after each round trip. */
function afterRoundTrips(count: number, window: ReturnType<typeof createRequestWindow>, pass: () => void): number[] {
  return Array.from({ length: count }, () => {
    for (let answers = window.size(); answers > 0; answers -= 1) window.succeeded();
    pass();
    return window.size();
  });
}

test('a window doubles every round trip, halves at a refusal, and is whole again within 10 s', () => {
  let now = 0;
  const pass = () => {
    now += ROUND_TRIP_MS;
  };
  const window = createRequestWindow(() => now);
  expect(afterRoundTrips(4, window, pass)).toEqual([16, 32, 48, 48]);
  window.backOff();
  expect(window.size()).toBe(24);
  const roundTrips = Math.floor(10_000 / ROUND_TRIP_MS);
  expect(afterRoundTrips(roundTrips, window, pass).at(-1)).toBe(48);
});

test('requests that are refused at the same time halve a window once, and it never closes', () => {
  let now = 0;
  const window = createRequestWindow(() => now);
  for (let refused = 0; refused < 5; refused += 1) window.backOff();
  expect(window.size()).toBe(4);
  for (let refused = 0; refused < 20; refused += 1) {
    now += 1_000;
    window.backOff();
  }
  expect(window.size()).toBe(1);
});
