import {
  type BatchInspected,
  type InspectionDue,
  PASSING_READ_FAILURES,
  READ_FAILURES,
  type SkipReason,
} from '@bucket-sync/shared/contracts';
import type { BatchNames, DeferredObject } from '../../domain/deferred.ts';
import type { BucketTarget, DeferredBatches, IntakeSender, RunLedger } from '../../domain/ports.ts';
import { type Inspection, type ListedObject, type RangeReader, skipped, type Verdict } from '../../domain/verdict.ts';
import { endRunOn } from '../end-run-on.ts';
import { watchRun } from '../watch-run.ts';
import type { Inspected } from './inspect-object.ts';
import { inspectRound } from './inspect-round.ts';
import type { InspectRoundParts } from './round.ts';

export interface InspectBatchParts extends InspectRoundParts {
  ledger: Pick<RunLedger, 'openBatch' | 'isRunning' | 'fail'>;
  deferred: Pick<DeferredBatches, 'splitOff'>;
  intake: IntakeSender;
}

/**
 * The next batches of the partition may belong to other connections. They wait at most 2 s for an object that hangs, at
 * most 4 s for a bucket where many hang, and at most 10 s for a slow bucket.
 */
const LIMITS = { lateMs: 2_000, roundMs: 10_000, whenManyHang: { lateMs: 1_000, roundMs: 4_000 } };

/**
 * Inspects a batch and sends its verdicts. Objects that cannot be read now are split off, and do not delay the others.
 * The verdicts of a redelivered batch may be sent twice; they are ingested once. A batch of a run that has ended is
 * dropped.
 *
 * An error of the whole connection ends the run.
 *
 * @throws AppError retryable errors of our own services: nothing was sent
 */
export async function inspectBatch(parts: InspectBatchParts, batch: InspectionDue, signal: AbortSignal): Promise<void> {
  const { objects, ...names } = batch;
  const opened = await parts.ledger.openBatch(names.runId, names.batchId);
  if (!opened) return;
  const due = objects.filter(({ key }) => !opened.splitOffKeys.has(key));
  const untried = due.map((object) => ({ object, failures: 0, answer: null }));
  const watch = watchRun(parts.ledger, names.runId, signal);
  try {
    if (names.isRecheck) return await recheck(parts, names, untried, watch.signal);
    const { inspected, deferred } = await inspectRound(parts, targetOf(names), untried, LIMITS, watch.signal);
    if (deferred.length > 0 && !(await parts.deferred.splitOff(names, deferred, 0))) return;
    await parts.intake.send(batchOf(names, inspected));
  } catch (error) {
    if (watch.signal.aborted && !signal.aborted) return;
    await endRunOn(parts.ledger, names.runId, error);
  } finally {
    watch.stop();
  }
}

/** A placeholder: the verdict of an asset that can still be read is not sent. */
const READABLE: Verdict = skipped('READ_FAILED', 'it can be read');

/**
 * Reads a byte of each unchanged asset, and sends those that cannot be read until a person acts. After a transient
 * failure the asset stays, and a later turn reads it again.
 */
async function recheck(
  parts: InspectBatchParts,
  names: BatchNames,
  objects: readonly DeferredObject[],
  signal: AbortSignal,
): Promise<void> {
  const readOneByte = async (_object: ListedObject, read: RangeReader): Promise<Inspection> => {
    await read(0, 1);
    return { verdict: READABLE, requestCount: 1, bytesRead: 1 };
  };
  const inspector = { inspect: readOneByte };
  const { inspected } = await inspectRound({ ...parts, inspector }, targetOf(names), objects, LIMITS, signal);
  const lost = inspected.filter(({ verdict }) => verdict.kind === 'SKIPPED' && isLasting(verdict.reason));
  const { cost } = batchOf(names, inspected);
  await parts.intake.send({ ...batchOf(names, lost), cost });
}

const isLasting = (reason: SkipReason) => READ_FAILURES.includes(reason) && !PASSING_READ_FAILURES.includes(reason);

export const targetOf = ({ organizationId, connectionId, runId }: BatchNames): BucketTarget => ({
  organizationId,
  connectionId,
  runId,
});

/** The message of a batch with these verdicts. */
export function batchOf(
  { isRecheck: _isRecheck, ...names }: BatchNames,
  inspected: readonly Inspected[],
): BatchInspected {
  const message: BatchInspected = {
    ...names,
    accepted: [],
    skipped: [],
    removed: [],
    cost: { requestCount: 0, bytesRead: 0 },
  };
  for (const { object, verdict, requestCount, bytesRead } of inspected) {
    const { key: objectKey, etag, sizeBytes, lastModified } = object;
    const listed = { objectKey, etag, sizeBytes, lastModified };
    if (verdict.kind === 'ACCEPTED') message.accepted.push({ ...listed, media: verdict.media });
    else {
      const { reason, detail, findings } = verdict;
      // an assets service of the previous release requires `mend`
      message.skipped.push({ ...listed, reason, detail, findings, mend: null });
    }
    message.cost.requestCount += requestCount;
    message.cost.bytesRead += bytesRead;
  }
  return message;
}
