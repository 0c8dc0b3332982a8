import { expect, test } from 'vitest';
import { mayLoseMany, nextStep } from '../../src/domain/run/next-step.ts';
import type { Run, RunCounts } from '../../src/domain/run/run.ts';
import { anOpenRun } from '../support/builders.ts';

/** Every missing file is an asset, unless `missingAssets` says otherwise. */
const stepOf = (run: Run, missingAssets = run.counts.missing) => nextStep(run, { holdFraction: 0.2, missingAssets });

const aRun = (counts: Partial<RunCounts>, of: Partial<Run> = {}): Run => {
  const run = anOpenRun({ listingDone: true, ...of });
  return { ...run, counts: { ...run.counts, ...counts } };
};

test('a run waits while the listing or a batch is open', () => {
  expect(stepOf(aRun({ batchesOpen: 1 })).kind).toBe('WAIT');
  expect(stepOf(aRun({}, { listingDone: false })).kind).toBe('WAIT');
});

test('a run that skipped files never ends as a plain success', () => {
  for (const counts of [{ skipped: 1 }, { leftOut: 1 }]) {
    expect(stepOf(aRun(counts))).toEqual({ kind: 'END', state: 'SUCCEEDED_WITH_SKIPS' });
  }
  expect(stepOf(aRun({}))).toEqual({ kind: 'END', state: 'SUCCEEDED' });
});

test.each([
  { missing: 21, knownAssetsBefore: 100, kind: 'HOLD' },
  { missing: 20, knownAssetsBefore: 100, kind: 'REMOVE' },
  { missing: 10, knownAssetsBefore: 10, kind: 'REMOVE' },
  { missing: 11, knownAssetsBefore: 11, kind: 'HOLD' },
])('$missing of $knownAssetsBefore assets missing: $kind', ({ missing, knownAssetsBefore, kind }) => {
  expect(stepOf(aRun({ missing, knownAssetsBefore })).kind).toBe(kind);
});

test.each([
  { missing: 11, pendingWithdrawals: 10, knownAssetsBefore: 100, kind: 'HOLD' },
  { missing: 0, pendingWithdrawals: 40, knownAssetsBefore: 40, kind: 'HOLD' },
  { missing: 10, pendingWithdrawals: 10, knownAssetsBefore: 100, kind: 'REMOVE' },
  { missing: 40, pendingRenames: 1, knownAssetsBefore: 40, kind: 'MATCH_RENAMES' },
])('files that no longer fit count as missing ones, after the renames: $kind', ({ kind, ...counts }) => {
  expect(stepOf(aRun(counts)).kind).toBe(kind);
});

test.each([
  { rechecked: 100, lostInRechecks: 50, known: 10_000, kind: 'HOLD' },
  { rechecked: 100, lostInRechecks: 20, known: 10_000, kind: 'REMOVE' },
  { rechecked: 20, lostInRechecks: 5, known: 100, kind: 'HOLD' },
  { rechecked: 20, lostInRechecks: 10, known: 20, kind: 'REMOVE' },
  { rechecked: 1, lostInRechecks: 1, known: 100, kind: 'REMOVE' },
])(
  'the losses of a sample stand for all assets: $lostInRechecks of $rechecked, of $known: $kind',
  ({ rechecked, lostInRechecks, known, kind }) => {
    const unchanged = known - lostInRechecks;
    const sample = { rechecked, lostInRechecks, pendingWithdrawals: lostInRechecks };
    expect(stepOf(aRun({ ...sample, unchanged, knownAssetsBefore: known })).kind).toBe(kind);
  },
);

test('a sample stands for the unchanged assets only: all others were read', () => {
  const sampled = { rechecked: 100, lostInRechecks: 50, pendingWithdrawals: 50, knownAssetsBefore: 10_000 };
  expect(stepOf(aRun({ ...sampled, unchanged: 1_500, leftOut: 550, updated: 9_000 })).kind).toBe('REMOVE');
});

test('a run does not end before the last asset that no longer fits is sent to be withdrawn', () => {
  const removing = aRun({ missing: 5, removalsSent: 5, pendingWithdrawals: 1 }, { removals: 'REMOVING' });
  expect(stepOf(removing).kind).toBe('REMOVE');
});

test('a run ends once its missing objects are kept or all sent to be removed', () => {
  const missing = { missing: 90, knownAssetsBefore: 100 };
  const kindOf = (removalsSent: number, removals: Run['removals']) =>
    stepOf(aRun({ ...missing, removalsSent }, { removals })).kind;
  expect([kindOf(0, 'KEPT'), kindOf(90, 'REMOVING'), kindOf(89, 'REMOVING')]).toEqual(['END', 'END', 'REMOVE']);
});

test.each([
  { missing: 40, missingAssets: 0, knownAssetsBefore: 1, kind: 'REMOVE' },
  { missing: 40, missingAssets: 10, knownAssetsBefore: 10, kind: 'REMOVE' },
  { missing: 40, missingAssets: 40, knownBefore: 1_000, knownAssetsBefore: 40, kind: 'HOLD' },
])(
  'only assets count toward the hold, however many files were skipped: $kind',
  ({ kind, missingAssets, ...counts }) => {
    expect(stepOf(aRun(counts), missingAssets).kind).toBe(kind);
  },
);

test('the number of missing assets is needed once more than ten files are lost', () => {
  expect(mayLoseMany(aRun({ missing: 6, pendingWithdrawals: 5 }))).toBe(true);
  expect(mayLoseMany(aRun({ pendingWithdrawals: 2, rechecked: 20, lostInRechecks: 2, unchanged: 98 }))).toBe(false);
  expect(mayLoseMany(aRun({ pendingWithdrawals: 2, rechecked: 20, lostInRechecks: 2, unchanged: 118 }))).toBe(true);
  for (const counts of [{ missing: 10 }, { missing: 11, batchesOpen: 1 }, { missing: 11, pendingRenames: 1 }]) {
    expect(mayLoseMany(aRun(counts))).toBe(false);
  }
});
