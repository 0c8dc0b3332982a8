import { type Pool, type Transaction, together } from '@bucket-sync/shared/postgres';
import { batchesInFlight } from '../domain/listing/batches.ts';
import type { RunLedger } from '../domain/ports.ts';
import type { Run } from '../domain/run/run.ts';
import { forgetListed } from './listing/listed-range-store.ts';
import { selectRanges } from './listing/range-store.ts';
import {
  closeListing,
  endSlice,
  holdSlice,
  parkFailing,
  renewSlice,
  retryDueSlices,
  setCheckedTo,
} from './listing/slice-store.ts';
import { deleteMissingKeys, selectMissingKeys } from './missing-store.ts';
import { storePages } from './record-pages.ts';
import { publishProgress, publishRun } from './run-events.ts';
import { moveRun } from './run-steps.ts';
import { addProgress, lockRun, readRun } from './run-store.ts';

/** The part of the ledger that records a run's listing. */
export type SliceLedger = Pick<
  RunLedger,
  'openSlice' | 'recordPages' | 'missingKeys' | 'recordChecked' | 'yieldSlice' | 'deferSlice' | 'retryDueSlices'
>;

export interface SliceLedgerParts {
  pool: Pool;
  awsPatienceMs: number;
  record: <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>;
  /** Takes the next step of a locked run, and publishes it. */
  proceed: (transaction: Transaction, run: Run) => Promise<Run>;
}

export function createSliceLedger({ pool, awsPatienceMs, record, proceed }: SliceLedgerParts): SliceLedger {
  return {
    async openSlice({ runId, epoch }) {
      const run = await readRun(pool, runId);
      if (run?.state !== 'RUNNING') return null;
      const held = await holdSlice(pool, runId, epoch);
      return held && { ...held, run, ranges: await selectRanges(pool, run) };
    },

    recordPages: (pages) =>
      record(async (transaction) => {
        const { slice, splits } = pages;
        const newRanges = splits.map(({ newRange }) => newRange);
        const [run, isHeld] = await together(
          lockRun(transaction, slice.runId),
          renewSlice(transaction, slice, newRanges),
        );
        // Another process holds the slice, or the run has ended: nothing is stored.
        if (run?.state !== 'RUNNING' || !isHeld) return null;
        return proceed(transaction, await storePages(transaction, run, pages));
      }),

    missingKeys: (runId, after, limit) => selectMissingKeys(pool, runId, after, limit),

    recordChecked: ({ slice, checkedTo, foundKeys, requestCount }) =>
      record(async (transaction) => {
        const run = await lockRun(transaction, slice.runId);
        if (run?.state !== 'RUNNING' || run.removals !== 'CHECKING') return null;
        if (!(await renewSlice(transaction, slice, []))) return null;
        // The row of a found file's range says that the file is missing. The next sync compares the range.
        await deleteMissingKeys(transaction, run.id, foundKeys);
        await forgetListed(transaction, run, foundKeys);
        await addProgress(transaction, run, { missing: -foundKeys.length, requestCount });
        if (checkedTo !== null) {
          await setCheckedTo(transaction, run.id, checkedTo);
        } else {
          await closeListing(transaction, run.id);
          await moveRun(transaction, run, { kind: 'CHECKED' });
        }
        return proceed(transaction, (await readRun(transaction, run.id))!);
      }),

    yieldSlice: (slice) =>
      record(async (transaction) => {
        const run = await lockRun(transaction, slice.runId);
        if (run?.state !== 'RUNNING') return;
        await endSlice(transaction, run, slice, run.counts.batchesOpen < batchesInFlight(run) ? 'SEND' : 'PARK');
      }),

    deferSlice: (slice, failure, waitingFor) =>
      record(async (transaction) => {
        const run = await lockRun(transaction, slice.runId);
        if (run?.state !== 'RUNNING') return;
        const failingMs = await parkFailing(transaction, slice, waitingFor);
        if (failingMs === null) return;
        const isTooLong = failingMs > awsPatienceMs;
        if (!isTooLong) return publishProgress(transaction, run.id);
        await moveRun(transaction, run, { kind: 'FAIL', failure });
        await publishRun(transaction, run.id, 'STATE');
      }),

    retryDueSlices: () => record(retryDueSlices),
  };
}
