import type { SliceDue } from '@bucket-sync/shared/contracts';
import { batchesInFlight, objectsABatch, shareOfNew } from '../../domain/listing/batches.ts';
import { createRequestWindow } from '../../domain/listing/request-window.ts';
import type { OpenedSlice } from '../../domain/listing/slice.ts';
import { perConnection } from '../../domain/per-connection.ts';
import type { BucketLister, RunLedger } from '../../domain/ports.ts';
import { answerOf, isAwsOutage, waitingForAws } from '../../domain/read-answer.ts';
import type { Run } from '../../domain/run/run.ts';
import { awsUnavailable } from '../../domain/run/run-failure.ts';
import { endRunOn } from '../end-run-on.ts';
import { watchRun } from '../watch-run.ts';
import { checkMissing } from './check-missing.ts';
import { createPieceComparison } from './compare-piece.ts';
import { findSkipped } from './find-skipped.ts';
import { listRanges } from './list-ranges.ts';
import { createPageRecorder } from './page-recorder.ts';

export interface ListSliceParts {
  ledger: RunLedger;
  lister: BucketLister;
  /** The share of the unchanged assets that a run reads again. */
  recheckShare: number;
}

/** SliceLedger of different runs take turns. In one second, a slice lists up to 400,000 objects. */
const SLICE_MS = 1_000;
const OBJECTS_A_PAGE = 1_000;
/** The least that is expected of a page, so the estimate stays a number. */
const FEWEST_BATCHES = 0.05;

/**
 * Returns a function that lists one slice of a run: many ranges of keys at the same time. Each page is compared with
 * the known objects and recorded. A slice that is delivered twice, or to two replicas at once, records every page once:
 * the last process that opened it goes on.
 *
 * A slice whose listing gets a transient failure is deferred. An error of the connection ends the run with the error's
 * code as its cause.
 *
 * @throws AppError retryable errors of our own services
 */
export function createListSlice(parts: ListSliceParts) {
  const { ledger } = parts;
  const now = () => performance.now();
  const windows = perConnection({ make: () => createRequestWindow(now), now });

  const list = async (opened: OpenedSlice, signal: AbortSignal): Promise<void> => {
    const { run } = opened;
    const target = { organizationId: run.organizationId, connectionId: run.connectionId, runId: run.id };
    const endsAt = now() + SLICE_MS;
    if (run.removals === 'CHECKING') return checkMissing({ ...parts, target, endsAt }, opened, signal);
    const recorder = createPageRecorder(ledger, opened, batchOptionsOf(run));
    if (run.onlyReasons) {
      await findSkipped({ ...parts, recorder, target }, opened, run.onlyReasons, signal);
    } else {
      const comparison = createPieceComparison(ledger, target, run, parts.recheckShare);
      const mayRequest = (pagesInFlight: number) => (now() < endsAt ? hasRoom(recorder.run(), pagesInFlight) : 'END');
      const window = windows.of(target);
      await listRanges({ lister: parts.lister, window, comparison, recorder, mayRequest, target }, opened, signal);
    }
    if (!recorder.hasEnded()) await ledger.yieldSlice(opened.slice);
  };

  return async (slice: SliceDue, signal: AbortSignal): Promise<void> => {
    const opened = await ledger.openSlice(slice);
    if (!opened) return;
    const watch = watchRun(ledger, slice.runId, signal);
    try {
      await list(opened, watch.signal);
    } catch (error) {
      if (watch.signal.aborted && !signal.aborted) return;
      if (signal.aborted || !isAwsOutage(error)) return await endRunOn(ledger, slice.runId, error);
      const answer = answerOf(error);
      await ledger.deferSlice(opened.slice, awsUnavailable(answer), waitingForAws(answer, 'the listing'));
    } finally {
      watch.stop();
    }
  };
}

/** The sync service decides these after the listing is complete. */
function batchOptionsOf(run: Run): Parameters<typeof createPageRecorder>[2] {
  const rechecked = { withdraw: 'DEFER', isRecheck: true } as const;
  // A run without a listing finds no missing files, so no file is a rename.
  if (run.onlyReasons) return { due: { withdraw: 'DEFER' }, rechecked };
  return { due: run.counts.knownBefore > 0 ? { withdraw: 'DEFER', renames: 'DEFER' } : {}, rechecked };
}

/** Whether the batches of one more page fit in, by the share of what was new so far. */
function hasRoom(run: Run, pagesInFlight: number): 'YES' | 'WAIT' | 'END' {
  const room = batchesInFlight(run) - run.counts.batchesOpen;
  if (room <= 0) return 'END';
  const isUnknown = run.counts.listed === 0 && run.counts.knownBefore > 0;
  const expected = isUnknown ? 0.5 : (OBJECTS_A_PAGE / objectsABatch(run)) * shareOfNew(run);
  return pagesInFlight === 0 || pagesInFlight < room / Math.max(FEWEST_BATCHES, expected) ? 'YES' : 'WAIT';
}
