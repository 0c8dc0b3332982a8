import type { Running } from '@bucket-sync/shared/lifecycle';
import { type DeferredBatch, type DeferredObject, type FreeLanes, isExhausted } from '../../domain/deferred.ts';
import type { DeferredBatches, IntakeSender, RunLedger } from '../../domain/ports.ts';
import { awsUnavailable, failureOf } from '../../domain/run/run-failure.ts';
import { skipped } from '../../domain/verdict.ts';
import { endRunOn } from '../end-run-on.ts';
import { watchRun } from '../watch-run.ts';
import { batchOf, targetOf } from './inspect-batch.ts';
import type { Inspected } from './inspect-object.ts';
import { inspectRound } from './inspect-round.ts';
import type { InspectRoundParts } from './round.ts';

export interface RetryDeferredParts extends InspectRoundParts {
  ledger: Pick<RunLedger, 'isRunning' | 'fail'>;
  deferred: DeferredBatches;
  intake: IntakeSender;
  /** How long all reads may fail before the run fails. */
  patienceMs: number;
  onFailure: (error: unknown) => void;
}

/** No other batch waits for a deferred batch, so a slow object has more time here. */
const LIMITS = { lateMs: 6_000, roundMs: 10_000 };
/** Customers with many objects that hang fill the shared lanes. Each other customer has some of the reserved ones. */
const LANES = { shared: 64, all: 128, reserved: 8 };

/**
 * Reads deferred objects again, separately from the batches that Kafka delivers. An object that fails in every round
 * while others can be read is skipped as READ_FAILED. While no object can be read, none is skipped; in the end the run
 * fails.
 */
export function createRetryLane(parts: RetryDeferredParts): Running & { startDue(): Promise<{ isMore: boolean }> } {
  const stopping = new AbortController();
  const inFlight = new Map<Promise<void>, string>();
  const freeLanes = (): FreeLanes => {
    const byOrganization = Map.groupBy(inFlight.values(), (organizationId) => organizationId);
    const taken = new Map([...byOrganization].map(([organizationId, lanes]) => [organizationId, lanes.length]));
    return {
      shared: LANES.shared - inFlight.size,
      all: LANES.all - inFlight.size,
      reserved: LANES.reserved,
      taken,
    };
  };
  return {
    async startDue() {
      const batches = inFlight.size < LANES.all ? await parts.deferred.claim(freeLanes()) : [];
      for (const batch of batches) {
        const work = retryBatch(parts, batch, stopping.signal).catch((error) => {
          if (!stopping.signal.aborted) parts.onFailure(error);
        });
        inFlight.set(work, batch.names.organizationId);
        void work.finally(() => inFlight.delete(work));
      }
      return { isMore: false };
    },
    async stop() {
      stopping.abort();
      await Promise.all(inFlight.keys());
    },
  };
}

async function retryBatch(parts: RetryDeferredParts, batch: DeferredBatch, signal: AbortSignal): Promise<void> {
  const { names, objects } = batch;
  const watch = watchRun(parts.ledger, names.runId, signal);
  try {
    const round = await inspectRound(parts, targetOf(names), objects, LIMITS, watch.signal);
    const { blamed, waiting } = await blame(parts, batch, round.deferred);
    const decided = [...round.inspected, ...blamed];
    if (decided.length === 0) return await parts.deferred.postpone(names, waiting);
    if (waiting.length > 0 && !(await parts.deferred.splitOff(names, waiting, batch.waitedMs))) return;
    await parts.intake.send(batchOf(names, decided));
    await parts.deferred.close(names);
  } catch (error) {
    if (watch.signal.aborted) return;
    // A permanent error, such as one of ours, must not leave the run open forever.
    if (batch.waitedMs > parts.patienceMs) return await parts.ledger.fail(names.runId, failureOf(error));
    await endRunOn(parts.ledger, names.runId, error);
  } finally {
    watch.stop();
  }
}

/**
 * Skips the objects that failed in every round, if other objects can be read.
 *
 * The run fails when all reads have failed for too long.
 */
async function blame(
  parts: RetryDeferredParts,
  batch: DeferredBatch,
  deferred: readonly DeferredObject[],
): Promise<{ blamed: Inspected[]; waiting: DeferredObject[] }> {
  const isPatient = batch.waitedMs < parts.patienceMs;
  const exhausted = deferred.filter(isExhausted);
  if (deferred.length === 0 || (isPatient && exhausted.length === 0)) return { blamed: [], waiting: [...deferred] };
  // A bucket that serves few reads is not down, and its files are not at fault: each still has its four rounds.
  if (await parts.health.canReadOthers(targetOf(batch.names))) {
    const blamed = exhausted.filter(({ answer }) => answer !== null);
    return { blamed: blamed.map(readFailed), waiting: deferred.filter((each) => !blamed.includes(each)) };
  }
  if (!isPatient) await parts.ledger.fail(batch.names.runId, awsUnavailable(deferred[0]!.answer));
  return { blamed: [], waiting: [...deferred] };
}

const readFailed = ({ object, failures, answer }: DeferredObject): Inspected => ({
  object,
  verdict: skipped('READ_FAILED', `AWS could not deliver it in ${failures} rounds of reads: ${answer?.text}`),
  requestCount: failures,
  bytesRead: 0,
});
