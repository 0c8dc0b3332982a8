import type { RunSnapshot, SkipReason } from '@bucket-sync/shared/contracts';
import { hasEnded, type RunPhase } from './run-state.ts';

/** What a run has done so far: counts of objects, except for `batchesOpen`, `bytesRead` and `requestCount`. */
export interface RunCounts {
  listed: number;
  unchanged: number;
  /** Of the unchanged, files that an earlier run skipped. */
  leftOut: number;
  added: number;
  updated: number;
  skipped: number;
  removed: number;
  /** Known before, and no longer listed. */
  missing: number;
  /** Of the missing, those sent to be removed. */
  removalsSent: number;
  /** Known when the run started. */
  knownBefore: number;
  batchesOpen: number;
  bytesRead: number;
  requestCount: number;
}

export interface Run extends RunPhase {
  id: string;
  /** Grows from run to run of a connection. */
  ordinal: number;
  organizationId: string;
  connectionId: string;
  datasetId: string;
  requestedAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  listingDone: boolean;
  counts: RunCounts;
  skippedByReason: { reason: SkipReason; count: number }[];
  sequence: number;
}

/** Listed and not yet counted as anything: listed = unchanged + waiting + added + updated + skipped. */
export function waiting(counts: RunCounts): number {
  return counts.listed - counts.unchanged - counts.added - counts.updated - counts.skipped;
}

/** A whole run as clients and other services see it. */
export function snapshotOf(run: Run, now: Date): RunSnapshot {
  const { counts } = run;
  const left = waiting(counts);
  const done = counts.listed - left;
  const until = run.finishedAt ?? now;
  const seconds = run.startedAt ? Math.max(0.001, (until.getTime() - run.startedAt.getTime()) / 1000) : null;
  const objectsPerSecond = seconds === null ? 0 : Math.round((done / seconds) * 10) / 10;
  const isTimable = run.listingDone && !hasEnded(run.state) && objectsPerSecond > 0;
  return {
    organizationId: run.organizationId,
    connectionId: run.connectionId,
    datasetId: run.datasetId,
    runId: run.id,
    state: run.state,
    requestedAt: run.requestedAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
    failure: run.failure,
    progress: {
      sequence: run.sequence,
      fraction: fractionOf(run, done),
      listingDone: run.listingDone,
      listed: counts.listed,
      unchanged: counts.unchanged,
      leftOut: counts.leftOut,
      waiting: left,
      added: counts.added,
      updated: counts.updated,
      skipped: counts.skipped,
      removed: counts.removed,
      skippedByReason: run.skippedByReason,
      bytesRead: counts.bytesRead,
      requestCount: counts.requestCount,
      objectsPerSecond,
      secondsLeft: isTimable ? Math.ceil(left / objectsPerSecond) : null,
    },
  };
}

/** Null while the number of objects is not known; 1 only when everything is done. */
function fractionOf(run: Run, done: number): number | null {
  if (run.state === 'SUCCEEDED' || run.state === 'SUCCEEDED_WITH_SKIPS') return 1;
  if (!run.listingDone) return null;
  return run.counts.listed === 0 ? 0 : Math.min(0.999, done / run.counts.listed);
}
