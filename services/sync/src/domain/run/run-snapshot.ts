import type { RunSnapshot } from '@bucket-sync/shared/contracts';
import { unreachable } from '@bucket-sync/shared/errors';
import { objectsPerSecondOf, secondsLeftOf } from '../recent-rate.ts';
import { finished, type Run, waiting } from './run.ts';
import { hasEnded } from './run-state.ts';

/** The complete state of a run, as clients and other services receive it. */
export function snapshotOf(run: Run, now: Date): RunSnapshot {
  const { counts } = run;
  const left = Math.max(0, waiting(counts));
  // The time for deferred objects depends on how long AWS fails.
  const isTimable = run.listingDone && run.state === 'RUNNING' && left > run.deferredCount;
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
      fraction: fractionOf(run),
      listingDone: run.listingDone,
      listed: counts.listed,
      unchanged: counts.unchanged,
      leftOut: counts.leftOut,
      waiting: left,
      added: counts.added,
      updated: counts.updated,
      skipped: counts.skipped,
      removed: counts.removed,
      renamed: counts.renamed,
      withdrawn: counts.withdrawn,
      excluded: counts.excluded,
      skippedByReason: run.skippedByReason,
      bytesRead: counts.bytesRead,
      requestCount: counts.requestCount,
      objectsPerSecond: Math.round(speedOf(run) * 10) / 10,
      secondsLeft: isTimable ? secondsLeftOf(run.rate, left, run.startedAt, now) : null,
      waitingFor: waitingForOf(run),
    },
  };
}

/** The average rate for a run that has ended; the recent rate for an open run. */
function speedOf(run: Run): number {
  if (!run.startedAt || !run.finishedAt) return objectsPerSecondOf(run.rate, run.startedAt);
  const seconds = Math.max(0.001, (run.finishedAt.getTime() - run.startedAt.getTime()) / 1000);
  return finished(run.counts) / seconds;
}

function waitingForOf({ state, retrying }: Run): string | null {
  switch (state) {
    case 'QUEUED':
      return 'the check of the connection';
    case 'RUNNING':
      return retrying;
    case 'HELD':
      return 'a decision about the files that are missing or no longer fit';
    case 'SUCCEEDED':
    case 'SUCCEEDED_WITH_SKIPS':
    case 'FAILED':
    case 'CANCELLED':
      return null;
    default:
      return unreachable(state);
  }
}

/** Null while the number of objects is not known; 1 only when everything is done. */
function fractionOf({ state, listingDone, counts }: Run): number | null {
  if (hasEnded(state) && state.startsWith('SUCCEEDED')) return 1;
  if (!listingDone) return null;
  return counts.listed === 0 ? 0 : Math.min(0.999, finished(counts) / counts.listed);
}
