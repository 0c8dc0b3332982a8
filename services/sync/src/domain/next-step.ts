import type { Run } from './run.ts';

/** What a run does once its last open batch is tallied. */
export type NextStep =
  | { kind: 'GO_ON' }
  | { kind: 'HOLD' }
  | { kind: 'REMOVE' }
  | { kind: 'END'; state: 'SUCCEEDED' | 'SUCCEEDED_WITH_SKIPS' };

/** Fewer vanished objects than this are an ordinary day in any bucket, however small. */
const ORDINARY_REMOVALS = 10;

/**
 * Decides how a run goes on. Removals wait until the listing is complete and everything listed is tallied; when more
 * than `holdFraction` of what was known, and more than 10 objects, would vanish, a person decides.
 */
export function nextStep(run: Run, holdFraction: number): NextStep {
  const { counts } = run;
  if (run.state !== 'RUNNING' || !run.listingDone || counts.batchesOpen > 0) return { kind: 'GO_ON' };
  if (run.removals === 'UNDECIDED' && counts.missing > 0) {
    const isMass = counts.missing > ORDINARY_REMOVALS && counts.missing > holdFraction * counts.knownBefore;
    return { kind: isMass ? 'HOLD' : 'REMOVE' };
  }
  // Files that an earlier run left out are left out still: that is no plain success, though nothing was skipped now.
  const isWhole = counts.skipped === 0 && counts.leftOut === 0;
  return { kind: 'END', state: isWhole ? 'SUCCEEDED' : 'SUCCEEDED_WITH_SKIPS' };
}
