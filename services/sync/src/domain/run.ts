import type { RunSnapshot, SkipReason, SyncState } from '@bucket-sync/shared/contracts';

/** Counts of objects, except batchesOpen; what a run has done so far. */
export interface RunCounts {
  listed: number;
  unchanged: number;
  /** Of these, files that an earlier run left out. */
  leftOut: number;
  added: number;
  updated: number;
  skipped: number;
  removed: number;
  /** Known before, and no longer listed. */
  missing: number;
  /** Known when the run started. */
  knownBefore: number;
  batchesOpen: number;
  bytesRead: number;
  requestCount: number;
}

/** UNDECIDED until the listing is complete; HELD waits for a person. */
export type Removals = 'UNDECIDED' | 'HELD' | 'REMOVING' | 'KEPT';

export interface Run {
  id: string;
  /** Grows from run to run of a connection. */
  ordinal: number;
  organizationId: string;
  connectionId: string;
  datasetId: string;
  state: SyncState;
  requestedAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  failure: { code: string; message: string } | null;
  listingDone: boolean;
  removals: Removals;
  counts: RunCounts;
  skippedByReason: { reason: SkipReason; count: number }[];
  sequence: number;
}

const ENDED: readonly SyncState[] = ['SUCCEEDED', 'SUCCEEDED_WITH_SKIPS', 'FAILED', 'CANCELLED'];

export const hasEnded = (state: SyncState) => ENDED.includes(state);

/** Listed and not yet counted as anything: listed = unchanged + waiting + added + updated + skipped. */
export function waiting(counts: RunCounts): number {
  return counts.listed - counts.unchanged - counts.added - counts.updated - counts.skipped;
}

/** The whole of a run as clients and other services see it. */
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
