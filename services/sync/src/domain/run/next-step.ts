import type { Run, RunCounts } from './run.ts';
import type { RunTransition } from './run-state.ts';

/** WAIT: the listing, a batch or the check of the missing files is still open. */
export type NextStep = { kind: 'WAIT' } | Extract<RunTransition, { kind: 'MATCH_RENAMES' | 'HOLD' | 'REMOVE' | 'END' }>;

/** Up to 10 lost assets are normal for a bucket of any size. */
const ORDINARY_REMOVALS = 10;
/** The losses of a smaller sample say little about all assets. */
const SMALLEST_SAMPLE = 10;

const isSettled = ({ state, listingDone, removals, counts }: Run) =>
  state === 'RUNNING' && listingDone && removals !== 'CHECKING' && counts.batchesOpen === 0;

/**
 * The assets that probably can no longer be read, beyond those that the sample found. A run withdraws only what it has
 * found. Without this estimate it would never ask about a revoked key, and each run would withdraw a few more assets.
 */
function unseenLosses({ rechecked, lostInRechecks, unchanged, leftOut }: RunCounts): number {
  if (rechecked < SMALLEST_SAMPLE) return 0;
  const unchangedAssets = unchanged - leftOut + lostInRechecks;
  return (lostInRechecks / rechecked) * Math.max(0, unchangedAssets - rechecked);
}

/** Whether the run is about to lose so many files that `nextStep` needs the number of missing assets. */
export function mayLoseMany(run: Run): boolean {
  const { missing, pendingWithdrawals, pendingRenames } = run.counts;
  const isUndecided = isSettled(run) && run.removals === 'UNDECIDED' && pendingRenames === 0;
  return isUndecided && missing + pendingWithdrawals + unseenLosses(run.counts) > ORDINARY_REMOVALS;
}

/**
 * Decides how a run continues. Removals wait until the listing is complete and every listed object is tallied.
 * A renamed file is matched with its asset first, so it is not missing. A person decides when more than 10 assets, and
 * more than `holdFraction` of the assets, are missing or no longer fit. Of the files that can no longer be read the run
 * knows only a sample, which stands for all assets. Skipped files have no asset to lose.
 *
 * @param missingAssets  of `counts.missing`, the assets; 0 unless `mayLoseMany`
 */
export function nextStep(
  run: Run,
  { holdFraction, missingAssets }: { holdFraction: number; missingAssets: number },
): NextStep {
  const { counts } = run;
  if (!isSettled(run)) return { kind: 'WAIT' };
  if (counts.pendingRenames > 0) return { kind: 'MATCH_RENAMES' };
  if (run.removals === 'UNDECIDED' && counts.missing + counts.pendingWithdrawals > 0) {
    const lost = missingAssets + counts.pendingWithdrawals + unseenLosses(counts);
    const isMass = lost > ORDINARY_REMOVALS && lost > holdFraction * counts.knownAssetsBefore;
    return { kind: isMass ? 'HOLD' : 'REMOVE' };
  }
  // Removals are sent in rounds. A round is sent after the previous round is tallied.
  const isRemovalLeft = counts.removalsSent < counts.missing || counts.pendingWithdrawals > 0;
  if (run.removals === 'REMOVING' && isRemovalLeft) return { kind: 'REMOVE' };
  // Files that an earlier run skipped are still skipped. So the run is not a plain success, even if it skipped no file
  // itself.
  const isWhole = counts.skipped === 0 && counts.leftOut === 0;
  return { kind: 'END', state: isWhole ? 'SUCCEEDED' : 'SUCCEEDED_WITH_SKIPS' };
}
