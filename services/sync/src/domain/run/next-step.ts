import type { Run } from './run.ts';
import type { RunTransition } from './run-state.ts';

/** WAIT: the listing or a batch is still open. */
export type NextStep = { kind: 'WAIT' } | Extract<RunTransition, { kind: 'MATCH_RENAMES' | 'HOLD' | 'REMOVE' | 'END' }>;

/** Up to 10 lost files are normal for a bucket of any size. */
const ORDINARY_REMOVALS = 10;

/**
 * Decides how a run continues. Removals wait until the listing is complete and every listed object is tallied.
 * A renamed file is matched with its asset first, so it is not missing. A person decides when more than 10 assets, and
 * more than `holdFraction` of the known objects, are missing or no longer fit.
 */
export function nextStep(run: Run, holdFraction: number): NextStep {
  const { counts } = run;
  if (run.state !== 'RUNNING' || !run.listingDone || counts.batchesOpen > 0) return { kind: 'WAIT' };
  if (counts.pendingRenames > 0) return { kind: 'MATCH_RENAMES' };
  const lost = counts.missing + counts.pendingWithdrawals;
  if (run.removals === 'UNDECIDED' && lost > 0) {
    const isMass = lost > ORDINARY_REMOVALS && lost > holdFraction * counts.knownBefore;
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
