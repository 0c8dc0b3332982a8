import { expect, test } from 'vitest';
import { agoText, durationText } from '../../src/ui/text/text.ts';

test.each([
  [0.2, '1 s'],
  [59.4, '59 s'],
  [59.7, '1 min 0 s'],
  [119.6, '2 min 0 s'],
  [3_599.6, '1 h 0 min'],
  [7_199, '2 h 0 min'],
  [9_000, '2 h 30 min'],
])('%d seconds are %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test.each([
  [59, 'just now'],
  [3_599, '59 minutes ago'],
  [86_399, '23 hours ago'],
  [86_400, 'yesterday'],
])('%d seconds ago is %s', (seconds, text) => {
  const now = Date.UTC(2026, 10, 29);
  expect(agoText(new Date(now - seconds * 1000).toISOString(), now)).toBe(text);
});
