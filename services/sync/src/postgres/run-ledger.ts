import { syncRequested } from '@bucket-sync/shared/contracts';
import { enqueue, type OutboxRelay } from '@bucket-sync/shared/outbox';
import { inTransaction, type Pool, type Transaction } from '@bucket-sync/shared/postgres';
import { nextStep } from '../domain/next-step.ts';
import type { RunLedger } from '../domain/ports.ts';
import { hasEnded } from '../domain/run.ts';
import { countKnown, deleteKnownOf, selectKnownRange } from './known-object-store.ts';
import { storeOpening, storePage, storeRemovals } from './page-store.ts';
import { publishRun } from './publish-run.ts';
import { activeRuns, endRun, findRun, insertRun, lockRun, readRun } from './run-store.ts';
import { advanceShard, endSlice, findShard, parkShards, wakeShards } from './shard-store.ts';
import { storeTally } from './tally-store.ts';

/**
 * 32 batches of 250 objects: enough work for several inspectors, little enough that the run of a small bucket, whose
 * first batch stands behind them, waits for seconds only.
 */
const BATCHES_IN_FLIGHT = 32;

export function createRunLedger(options: { pool: Pool; relay: OutboxRelay; removalHoldFraction: number }): RunLedger {
  const { pool, relay, removalHoldFraction } = options;

  /** One transaction; what it put into the outbox goes out at once. */
  const record = async <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> => {
    const result = await inTransaction(pool, work);
    relay.nudge();
    return result;
  };

  /** After the last open batch: hold, remove or end; else only progress. */
  const goOn = async (transaction: Transaction, runId: string) => {
    const run = (await readRun(transaction, runId))!;
    const step = nextStep(run, removalHoldFraction);
    switch (step.kind) {
      case 'GO_ON':
        return publishRun(transaction, runId, 'PROGRESS');
      case 'HOLD':
        await transaction.query(`update sync_runs set state = 'HELD', removals = 'HELD' where id = $1`, [runId]);
        break;
      case 'REMOVE':
        await storeRemovals(transaction, run);
        break;
      case 'END':
        // Removals go in rounds, each when the one before it is tallied.
        if (run.removals === 'REMOVING' && (await storeRemovals(transaction, run))) break;
        await endRun(transaction, runId, step.state);
        break;
    }
    return publishRun(transaction, runId, 'STATE');
  };

  const cancel: RunLedger['cancel'] = (organizationId, runId) =>
    record(async (transaction) => {
      if (!(await findRun(transaction, organizationId, runId))) return null;
      const run = await lockRun(transaction, runId);
      if (!run || hasEnded(run.state)) return run;
      await endRun(transaction, runId, 'CANCELLED');
      return publishRun(transaction, runId, 'STATE');
    });

  return {
    find: (organizationId, runId) => findRun(pool, organizationId, runId),
    findActive: async (organizationId, connectionId) =>
      (await activeRuns(pool, organizationId, [connectionId]))[0] ?? null,
    knownRange: (target, range) => selectKnownRange(pool, target, range),

    request: (job, announce) =>
      record(async (transaction) => {
        if (!(await insertRun(transaction, job))) return 'ALREADY_RUNNING';
        if (announce === 'SEND_JOB') await enqueue(transaction, 'sync', syncRequested, [job]);
        return publishRun(transaction, job.runId, 'STATE');
      }),

    start: (runId) =>
      record(async (transaction) => {
        const run = await lockRun(transaction, runId);
        if (run?.state !== 'QUEUED') return;
        const knownBefore = await countKnown(transaction, { ...run, runId });
        await transaction.query(setRunning, [runId, knownBefore]);
        // The shards wake when the opening is tallied.
        await parkShards(transaction, run);
        await storeOpening(transaction, run);
        await publishRun(transaction, runId, 'STARTED');
      }),

    fail: (runId, failure) =>
      record(async (transaction) => {
        const run = await lockRun(transaction, runId);
        if (!run || hasEnded(run.state)) return;
        await endRun(transaction, runId, 'FAILED', failure);
        await publishRun(transaction, runId, 'STATE');
      }),

    cancel,

    decideRemovals: (organizationId, runId, decision) =>
      record(async (transaction) => {
        if (!(await findRun(transaction, organizationId, runId))) return null;
        const run = await lockRun(transaction, runId);
        if (run?.state !== 'HELD') return run;
        if (decision === 'REMOVE') {
          await storeRemovals(transaction, run);
          return publishRun(transaction, runId, 'STATE');
        }
        await transaction.query(`update sync_runs set state = 'RUNNING', removals = 'KEPT' where id = $1`, [runId]);
        return goOn(transaction, runId);
      }),

    async openSlice(runId, shard, epoch) {
      const run = await readRun(pool, runId);
      if (run?.state !== 'RUNNING') return null;
      const progress = await findShard(pool, runId, shard, epoch);
      return progress && { run, shard: progress };
    },

    recordPage: (page) =>
      record(async (transaction) => {
        const run = await lockRun(transaction, page.runId);
        if (run?.state !== 'RUNNING' || !(await advanceShard(transaction, page))) return false;
        await storePage(transaction, page);
        const after = await goOn(transaction, page.runId);
        if (page.resumeAfter === null || after.counts.batchesOpen < BATCHES_IN_FLIGHT) return true;
        await endSlice(transaction, after, page, 'PARK');
        return false;
      }),

    yieldSlice: (runId, shard, epoch) =>
      record(async (transaction) => {
        const run = await lockRun(transaction, runId);
        if (run?.state === 'RUNNING') await endSlice(transaction, run, { shard, epoch }, 'SEND');
      }),

    async isRunning(runId) {
      const { rowCount } = await pool.query(`select from sync_runs where id = $1 and state = 'RUNNING'`, [runId]);
      return rowCount === 1;
    },

    async forgetConnection(organizationId, connectionId) {
      const [run] = await activeRuns(pool, organizationId, [connectionId]);
      if (run) await cancel(organizationId, run.id);
      await deleteKnownOf(pool, organizationId, connectionId);
    },

    tally: (batch) =>
      record(async (transaction) => {
        const run = await lockRun(transaction, batch.runId);
        if (!run || run.organizationId !== batch.organizationId || run.connectionId !== batch.connectionId) return;
        // What was taken in is known, even when its run has ended in the meantime.
        if (!(await storeTally(transaction, batch))) return;
        // Who heard how the run ended hears what it came to.
        if (run.state !== 'RUNNING') return void (await publishRun(transaction, batch.runId, 'STATE'));
        if (run.counts.batchesOpen - 1 <= BATCHES_IN_FLIGHT / 2) await wakeShards(transaction, run);
        await goOn(transaction, batch.runId);
      }),
  };
}

const setRunning = `
  update sync_runs set state = 'RUNNING', started_at = clock_timestamp(), known_before = $2 where id = $1`;
