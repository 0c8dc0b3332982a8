import type { Run } from './run.ts';
import type { RunTransition } from './run-state.ts';

/** WAIT: the listing or a batch is still open. */
export type NextStep = { kind: 'WAIT' } | Extract<RunTransition, { kind: 'HOLD' | 'REMOVE' | 'END' }>;

/** Up to 10 missing objects are an ordinary day in any bucket, however small. */
const ORDINARY_REMOVALS = 10;

/**
 * Decides how a run continues. Removals wait until the listing is complete and every listed object is tallied.
 * A person decides when more than 10 objects, and more than `holdFraction` of the known ones, are missing.
 */
export function nextStep(run: Run, holdFraction: number): NextStep {
  const { counts } = run;
  if (run.state !== 'RUNNING' || !run.listingDone || counts.batchesOpen > 0) return { kind: 'WAIT' };
  if (run.removals === 'UNDECIDED' && counts.missing > 0) {
    const isMass = counts.missing > ORDINARY_REMOVALS && counts.missing > holdFraction * counts.knownBefore;
    return { kind: isMass ? 'HOLD' : 'REMOVE' };
  }
  // Removals are sent in rounds, each after the one before it is tallied.
  if (run.removals === 'REMOVING' && counts.removalsSent < counts.missing) return { kind: 'REMOVE' };
  // Files that an earlier run skipped are still skipped: that is no plain success, even if this run skipped none.
  const isWhole = counts.skipped === 0 && counts.leftOut === 0;
  return { kind: 'END', state: isWhole ? 'SUCCEEDED' : 'SUCCEEDED_WITH_SKIPS' };
}
