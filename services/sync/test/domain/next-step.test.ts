import { expect, test } from 'vitest';
import { nextStep } from '../../src/domain/run/next-step.ts';
import type { Run, RunCounts } from '../../src/domain/run/run.ts';
import { anOpenRun } from '../support/builders.ts';

const HOLD_FRACTION = 0.2;

const aRun = (counts: Partial<RunCounts>, of: Partial<Run> = {}): Run => {
  const run = anOpenRun({ listingDone: true, ...of });
  return { ...run, counts: { ...run.counts, ...counts } };
};

test('a run waits while the listing or a batch is open', () => {
  expect(nextStep(aRun({ batchesOpen: 1 }), HOLD_FRACTION).kind).toBe('WAIT');
  expect(nextStep(aRun({}, { listingDone: false }), HOLD_FRACTION).kind).toBe('WAIT');
});

test('a run that skipped files never ends as a plain success', () => {
  for (const counts of [{ skipped: 1 }, { leftOut: 1 }]) {
    expect(nextStep(aRun(counts), HOLD_FRACTION)).toEqual({ kind: 'END', state: 'SUCCEEDED_WITH_SKIPS' });
  }
  expect(nextStep(aRun({}), HOLD_FRACTION)).toEqual({ kind: 'END', state: 'SUCCEEDED' });
});

test.each([
  { missing: 21, knownBefore: 100, kind: 'HOLD' },
  { missing: 20, knownBefore: 100, kind: 'REMOVE' },
  { missing: 10, knownBefore: 10, kind: 'REMOVE' },
  { missing: 11, knownBefore: 11, kind: 'HOLD' },
])('$missing of $knownBefore missing: $kind', ({ missing, knownBefore, kind }) => {
  expect(nextStep(aRun({ missing, knownBefore }), HOLD_FRACTION).kind).toBe(kind);
});

test.each([
  { missing: 11, pendingWithdrawals: 10, knownBefore: 100, kind: 'HOLD' },
  { missing: 0, pendingWithdrawals: 40, knownBefore: 40, kind: 'HOLD' },
  { missing: 10, pendingWithdrawals: 10, knownBefore: 100, kind: 'REMOVE' },
  { missing: 40, pendingRenames: 1, knownBefore: 40, kind: 'MATCH_RENAMES' },
])('files that no longer fit count as missing ones, after the renames: $kind', ({ kind, ...counts }) => {
  expect(nextStep(aRun(counts), HOLD_FRACTION).kind).toBe(kind);
});

test('a run does not end before the last asset that no longer fits is sent to be withdrawn', () => {
  const removing = aRun({ missing: 5, removalsSent: 5, pendingWithdrawals: 1 }, { removals: 'REMOVING' });
  expect(nextStep(removing, HOLD_FRACTION).kind).toBe('REMOVE');
});

test('a run ends once its missing objects are kept or all sent to be removed', () => {
  const missing = { missing: 90, knownBefore: 100 };
  const stepOf = (removalsSent: number, removals: Run['removals']) =>
    nextStep(aRun({ ...missing, removalsSent }, { removals }), HOLD_FRACTION).kind;
  expect([stepOf(0, 'KEPT'), stepOf(90, 'REMOVING'), stepOf(89, 'REMOVING')]).toEqual(['END', 'END', 'REMOVE']);
});
