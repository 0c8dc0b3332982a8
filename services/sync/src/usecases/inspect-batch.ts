import type { BatchInspected, Findings, InspectionDue, SkipReason } from '@bucket-sync/shared/contracts';
import { AppError } from '@bucket-sync/shared/errors';
import { isArchived } from '../domain/comparing.ts';
import type { BucketLister, BucketReader, BucketTarget, Inspector, IntakeSender, RunLedger } from '../domain/ports.ts';
import { type Inspection, type ListedObject, skipped, type Verdict } from '../domain/verdict.ts';
import { endRunOn } from './end-run-on.ts';

export interface InspectBatchParts {
  ledger: RunLedger;
  lister: BucketLister;
  reader: BucketReader;
  inspector: Inspector;
  /** Bounds the objects that are read at the same time in this process. */
  limit: <T>(work: () => Promise<T>) => Promise<T>;
  /** What name and size alone decide, without a read. */
  verdictWithoutReading: (object: ListedObject) => Verdict | null;
  intake: IntakeSender;
}

/**
 * Inspects a batch and sends its verdicts on. Delivered twice, the same batch is sent twice, and taken in once. A batch
 * of a run that is over is dropped: its objects stay unknown, and the next run finds them.
 *
 * @throws AppError retryable ones: nothing was sent; an error of the whole connection ends the run instead
 */
export async function inspectBatch(parts: InspectBatchParts, batch: InspectionDue, signal: AbortSignal): Promise<void> {
  if (!(await parts.ledger.isRunning(batch.runId))) return;
  const over = watchRun(parts.ledger, batch.runId, signal);
  try {
    const inspections = await Promise.all(
      batch.objects.map((object) =>
        parts.limit(async () => {
          over.signal.throwIfAborted();
          return inspectObject(parts, batch, object);
        }),
      ),
    );
    await parts.intake.send(batchOf(batch, inspections));
  } catch (error) {
    if (over.signal.aborted && !signal.aborted) return;
    await endRunOn(parts.ledger, batch.runId, error);
  } finally {
    // A batch that failed comes again as a whole: what it has not begun by now would be read for nobody.
    over.stop();
  }
}

/** Well within the 5 seconds in which a cancelled run has to stop. */
const WATCH_MS = 1_000;

/** Aborts within a second of the run's end, when `signal` does, and when it is stopped. */
function watchRun(ledger: RunLedger, runId: string, signal: AbortSignal): { signal: AbortSignal; stop(): void } {
  const over = new AbortController();
  const timer = setInterval(() => {
    ledger.isRunning(runId).then(
      (isRunning) => isRunning || over.abort(),
      // The database is away for now: that is no reason to give up what is being read.
      () => {},
    );
  }, WATCH_MS);
  const stop = () => {
    clearInterval(timer);
    over.abort();
  };
  return { signal: AbortSignal.any([over.signal, signal]), stop };
}

interface Inspected extends Inspection {
  object: ListedObject;
}

async function inspectObject(parts: InspectBatchParts, batch: InspectionDue, object: ListedObject): Promise<Inspected> {
  const decided = withoutReading(parts, object);
  if (decided) return { object, verdict: decided, requestCount: 0, bytesRead: 0 };
  const target = { organizationId: batch.organizationId, connectionId: batch.connectionId, runId: batch.runId };
  try {
    return { object, ...(await parts.inspector.inspect(object, parts.reader.rangesOf(target, object))) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'CHANGED_DURING_SYNC') return inspectAgain(parts, target, object);
    if (error.code === 'READ_DENIED') return deniedOrGone(parts, target, object, error);
    return { object, ...afterRead(object, reasonOf(error), error.message) };
  }
}

function withoutReading(parts: InspectBatchParts, object: ListedObject): Verdict | null {
  const byName = parts.verdictWithoutReading(object);
  if (byName) return byName;
  if (!isArchived(object)) return null;
  const detail = `storage class ${object.storageClass}, not restored`;
  return skipped('ARCHIVED', detail, archived(object), 'RESTORE_ARCHIVED');
}

/** An object that was replaced between its listing and its read is read once more, as it is now. */
async function inspectAgain(parts: InspectBatchParts, target: BucketTarget, before: ListedObject): Promise<Inspected> {
  const now = await parts.lister.find(target, before.key);
  if (!now) return { object: before, ...afterRead(before, 'GONE_DURING_SYNC', 'removed after it was listed') };
  try {
    return { object: now, ...(await parts.inspector.inspect(now, parts.reader.rangesOf(target, now))) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { object: now, ...afterRead(now, reasonOf(error), error.message) };
  }
}

/** S3 answers 403 for a key that is gone, too, since the right to list is bound to a prefix: only a listing can tell. */
async function deniedOrGone(
  parts: InspectBatchParts,
  target: BucketTarget,
  object: ListedObject,
  { fields }: AppError,
): Promise<Inspected> {
  const now = await parts.lister.find(target, object.key);
  if (now)
    return {
      object,
      ...afterRead(object, 'READ_DENIED', `listed, but S3 refuses to let the role read it (${fields.why})`),
    };
  return { object, ...afterRead(object, 'GONE_DURING_SYNC', 'removed after it was listed') };
}

const READ_REASONS: readonly SkipReason[] = [
  'ARCHIVED',
  'KMS_DENIED',
  'READ_DENIED',
  'GONE_DURING_SYNC',
  'CHANGED_DURING_SYNC',
  'EMPTY',
];

/** @throws the error itself when it says nothing about the one object: the whole batch has to wait, or the run to end */
function reasonOf(error: AppError): SkipReason {
  const reason = READ_REASONS.find((code) => code === error.code);
  if (!reason) throw error;
  return reason;
}

/** The inspection of an object whose read was refused. */
function afterRead(object: ListedObject, reason: SkipReason, detail: string): Inspection {
  const verdict =
    reason === 'ARCHIVED' ? skipped(reason, detail, archived(object), 'RESTORE_ARCHIVED') : skipped(reason, detail);
  return { verdict, requestCount: 1, bytesRead: 0 };
}

/** How an archived object is restored depends on its storage class. */
const archived = ({ storageClass }: ListedObject): Findings | null => (storageClass === null ? {} : { storageClass });

function batchOf(batch: InspectionDue, inspected: readonly Inspected[]): BatchInspected {
  const { objects: _objects, ...names } = batch;
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
      const { reason, detail, findings, mend } = verdict;
      message.skipped.push({ ...listed, reason, detail, findings, mend });
    }
    message.cost.requestCount += requestCount;
    message.cost.bytesRead += bytesRead;
  }
  return message;
}
