import { expect, test } from 'vitest';
import { batchesInFlight, objectsABatch } from '../../../src/domain/listing/batches.ts';
import { anOpenRun } from '../../support/builders.ts';

const startedAt = new Date('2026-11-01T10:00:00Z');
/** A run that has lasted for ten minutes at this rate. */
function running(perSecond: number | null, counts = { listed: 0, unchanged: 0 }) {
  const at = perSecond === null ? null : new Date(startedAt.getTime() + 600_000);
  const run = anOpenRun();
  return { ...run, startedAt, rate: { perSecond: perSecond ?? 0, at }, counts: { ...run.counts, ...counts } };
}

test.each([
  [null, 1_000],
  [20, 250],
  [1_000, 250],
  [2_000, 500],
  [4_000, 1_000],
  [7_000, 1_000],
])('at %s objects a second a batch has at most %s objects', (perSecond, expected) => {
  expect(objectsABatch(running(perSecond))).toBe(expected);
});

test.each([
  [null, 0, 0, 8],
  [7_000, 10_000, 0, 8],
  [1_000, 10_000, 0, 32],
  [4_000, 10_000, 0, 12],
  [7_000, 10_000, 5_000, 16],
  [7_000, 1_000_000, 997_000, 32],
  [7_000, 1_000_000, 1_000_000, 32],
])('at %s a second, with %s listed and %s unchanged, %s batches are in flight', (rate, listed, unchanged, expected) => {
  expect(batchesInFlight(running(rate, { listed, unchanged }))).toBe(expected);
});
