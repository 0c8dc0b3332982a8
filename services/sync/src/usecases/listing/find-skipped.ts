import type { SkipReason } from '@bucket-sync/shared/contracts';
import type { OpenedSlice } from '../../domain/listing/slice.ts';
import type { BucketLister, BucketTarget, RunLedger } from '../../domain/ports.ts';
import { isPassingReadError } from '../../domain/read-answer.ts';
import type { ListedObject } from '../../domain/verdict.ts';
import { answerWithin } from './answer-deadline.ts';
import { createObjectFilter } from './included-objects.ts';
import type { PageRecorder } from './page-recorder.ts';

/** Small, because each object takes one request and all requests are sent at the same time. */
const SKIPPED_AT_ONCE = 100;
/** SliceLedger of different runs take turns. */
const ROUNDS_A_SLICE = 10;
const ROUND_DEADLINE_MS = 10_000;

/**
 * Finds the files of one slice that were skipped for these reasons, and sends them to be inspected. A skipped file that
 * was deleted stays in the known objects until the next whole sync. A file that S3 does not find in time while it finds
 * others stays skipped.
 */
export async function findSkipped(
  parts: {
    ledger: Pick<RunLedger, 'skippedKeys'>;
    lister: BucketLister;
    recorder: PageRecorder;
    target: BucketTarget;
  },
  { run, ranges }: OpenedSlice,
  reasons: readonly SkipReason[],
  signal: AbortSignal,
): Promise<void> {
  const { ledger, lister, recorder, target } = parts;
  const includedOf = createObjectFilter(run.keyRule);
  const range = ranges[0];
  if (!range) return;
  let { after } = range;
  for (let round = 0; round < ROUNDS_A_SLICE && !recorder.hasEnded(); round += 1) {
    signal.throwIfAborted();
    const keys = await ledger.skippedKeys(target, reasons, after, SKIPPED_AT_ONCE);
    const included = await includedOf(keys.map((key) => ({ key })));
    const due = await findAll(lister, target, included, signal);
    const resumeAfter = keys.length < SKIPPED_AT_ONCE ? null : keys.at(-1)!;
    recorder.addRequests(included.length);
    recorder.add(range.id, {
      resumeAfter,
      listedCount: due.length,
      unchangedCount: 0,
      skippedCount: 0,
      unstorableCount: 0,
      excludedCount: 0,
      missingKeys: [],
      recheckedKeys: [],
      listed: null,
      due,
      rechecked: [],
    });
    await recorder.flush();
    if (resumeAfter === null) return;
    after = resumeAfter;
  }
}

/** @throws AppError when no request succeeds, or one fails for good */
async function findAll(
  lister: BucketLister,
  target: BucketTarget,
  skipped: readonly { key: string }[],
  signal: AbortSignal,
): Promise<ListedObject[]> {
  const deadline = answerWithin(ROUND_DEADLINE_MS, signal);
  const settled = await Promise.allSettled(
    skipped.map(({ key }) => lister.find(target, key, { signal: deadline.signal })),
  );
  signal.throwIfAborted();
  const found = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const errors = settled.flatMap((each) => (each.status === 'rejected' ? [deadline.errorOf(each.reason)] : []));
  // While other requests succeed, S3 refuses or loses single ones.
  const fatal = found.length > 0 ? errors.filter((error) => !isPassingReadError(error)) : errors;
  if (fatal.length > 0) throw fatal[0];
  return found.filter((object) => object !== null);
}
