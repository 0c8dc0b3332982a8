import { syncRequested } from '@bucket-sync/shared/contracts';
import { AppError } from '@bucket-sync/shared/errors';
import { enqueue, type OutboxRelay } from '@bucket-sync/shared/outbox';
import { inTransaction, type Pool, type Transaction } from '@bucket-sync/shared/postgres';
import type { RunLedger } from '../domain/ports.ts';
import { mayLoseMany, nextStep } from '../domain/run/next-step.ts';
import type { Run } from '../domain/run/run.ts';
import { failureOf } from '../domain/run/run-failure.ts';
import type { RunTransition } from '../domain/run/run-state.ts';
import { closeBatchesOf, findOpenBatch } from './batch-store.ts';
import { EVENT_SOURCE } from './event-source.ts';
import {
  deleteKnownKeys,
  deleteKnownOf,
  selectKnownAmong,
  selectKnownRange,
  selectKnownSample,
  selectKnownWithin,
  selectSkippedKeys,
} from './known/known-object-store.ts';
import { findReportable, markReported } from './link-report-store.ts';
import { countKnown, deleteListedOf, forgetListed } from './listing/listed-range-store.ts';
import { openRanges } from './listing/range-store.ts';
import { parkSlice } from './listing/slice-store.ts';
import { countMissingAssets } from './missing-store.ts';
import { lockStalledRuns, reconcileAssets } from './opening/lost-work.ts';
import { sendOpening } from './opening/opening.ts';
import { publishProgress, publishRun, resendJobs } from './run-events.ts';
import { moveRun } from './run-steps.ts';
import {
  activeRuns,
  addProgress,
  findRun,
  insertRun,
  isRunning,
  lockRun,
  noteKnownChange,
  readRun,
  setKeyRule,
} from './run-store.ts';
import { createSliceLedger } from './slice-ledger.ts';
import { tallyBatch } from './tally/tally-batch.ts';

export interface RunLedgerOptions {
  pool: Pool;
  relay: OutboxRelay;
  removalHoldFraction: number;
  /** How long all reads of a run may fail before the run fails; ten minutes by default. */
  awsPatienceMs?: number;
}

export function createRunLedger(options: RunLedgerOptions): RunLedger {
  const { pool, relay, removalHoldFraction, awsPatienceMs = 600_000 } = options;

  /** Runs one transaction. Its outbox messages are sent at once. */
  const record = async <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> => {
    const result = await inTransaction(pool, work);
    relay.nudge();
    return result;
  };

  /**
   * Takes the next step of a locked run, given as it is now, once its last open batch is tallied: hold, remove or end.
   * Before that it publishes progress only.
   */
  const proceed = async (transaction: Transaction, run: Run): Promise<Run> => {
    const missingAssets = mayLoseMany(run) ? await countMissingAssets(transaction, run) : 0;
    const step = nextStep(run, { holdFraction: removalHoldFraction, missingAssets });
    if (step.kind === 'WAIT') {
      await publishProgress(transaction, run.id);
      return run;
    }
    if (step.kind === 'HOLD') await addProgress(transaction, run, { missingAssets });
    await moveRun(transaction, run, step);
    return publishRun(transaction, run.id, 'STATE');
  };

  /** @returns the run as it is now; null when there is no such run */
  const move = async (transaction: Transaction, runId: string, change: RunTransition) => {
    const run = await lockRun(transaction, runId);
    if (!run || !(await moveRun(transaction, run, change))) return run;
    return publishRun(transaction, runId, 'STATE');
  };

  const cancel: RunLedger['cancel'] = (organizationId, runId) =>
    record(async (transaction) => {
      if (!(await findRun(transaction, organizationId, runId))) return null;
      return move(transaction, runId, { kind: 'CANCEL' });
    });

  return {
    find: (organizationId, runId) => findRun(pool, organizationId, runId),
    findActive: async (organizationId, connectionId) =>
      (await activeRuns(pool, organizationId, [connectionId]))[0] ?? null,
    knownRange: (target, range) => selectKnownRange(pool, target, range),
    knownWithin: (target, within) => selectKnownWithin(pool, target, within),
    knownAmong: (target, keys) => selectKnownAmong(pool, target, keys),

    skippedKeys: (target, reasons, after, limit) => selectSkippedKeys(pool, target, reasons, after, limit),
    reportBroken: (target, key) =>
      record(async (transaction) => {
        const isReportable = await findReportable(transaction, target, key);
        // A change costs a sync in progress its listed ranges. A repeated report changes nothing.
        if (!isReportable) return isReportable !== null;
        await noteKnownChange(transaction, target);
        await markReported(transaction, target, key);
        await forgetListed(transaction, target, [key]);
        return true;
      }),

    request: (job, announce) =>
      record(async (transaction) => {
        if (!(await insertRun(transaction, job))) return 'ALREADY_RUNNING';
        if (announce === 'SEND_JOB') await enqueue(transaction, EVENT_SOURCE, syncRequested, [job]);
        return publishRun(transaction, job.runId, 'STATE');
      }),

    start: (runId, keyRule) =>
      record(async (transaction) => {
        const run = await lockRun(transaction, runId);
        if (!run || !(await moveRun(transaction, run, { kind: 'START' }))) return;
        if (keyRule) await setKeyRule(transaction, runId, keyRule);
        const known = await countKnown(transaction, run);
        await addProgress(transaction, run, { knownBefore: known.objects, knownAssetsBefore: known.assets });
        // The slice wakes when the opening batch is tallied.
        await parkSlice(transaction, run, await openRanges(transaction, run));
        await sendOpening(transaction, run);
        await publishRun(transaction, runId, 'STARTED');
      }),

    fail: (runId, failure) =>
      record(async (transaction) => void (await move(transaction, runId, { kind: 'FAIL', failure }))),

    cancel,

    decideRemovals: (organizationId, runId, decision) =>
      record(async (transaction) => {
        if (!(await findRun(transaction, organizationId, runId))) return null;
        const run = await lockRun(transaction, runId);
        // A running run also has the step REMOVE. Only a held run waits for a decision.
        if (run?.state !== 'HELD') return run;
        const isCheck = decision === 'REMOVE' && run.counts.missing > 0;
        if (!(await moveRun(transaction, run, { kind: isCheck ? 'CHECK' : decision }))) return run;
        if (decision !== 'KEEP') return publishRun(transaction, runId, 'STATE');
        return proceed(transaction, (await readRun(transaction, runId))!);
      }),

    ...createSliceLedger({ pool, awsPatienceMs, record, proceed }),

    resendJobs: () => record(resendJobs),

    failStalled: () =>
      record(async (transaction) => {
        const failure = failureOf(new AppError('WORK_LOST'));
        for (const id of await lockStalledRuns(transaction)) await move(transaction, id, { kind: 'FAIL', failure });
      }),

    openBatch: (runId, batchId) => findOpenBatch(pool, runId, batchId),

    sampleKnown: (target) => selectKnownSample(pool, target),

    isRunning: (runId) => isRunning(pool, runId),

    forgetKeys: ({ objectKeys, organizationId, connectionId }) =>
      record(async (transaction) => {
        const connection = { organizationId, connectionId };
        await noteKnownChange(transaction, connection);
        await deleteKnownKeys(transaction, connection, objectKeys);
        await forgetListed(transaction, connection, objectKeys);
      }),

    rememberAssets: (held) => reconcileAssets(record, held),
    forgetListed: (target, keys) => forgetListed(pool, target, keys),

    async forgetConnection(organizationId, connectionId) {
      for (const { id } of await activeRuns(pool, organizationId, [connectionId])) await cancel(organizationId, id);
      await closeBatchesOf(pool, organizationId, connectionId);
      await deleteListedOf(pool, { organizationId, connectionId });
      await deleteKnownOf(pool, organizationId, connectionId);
    },

    tally: (batch) => record((transaction) => tallyBatch(transaction, batch, proceed)),
  };
}
