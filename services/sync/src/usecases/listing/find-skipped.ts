import type { SkipReason } from '@bucket-sync/shared/contracts';
import type { OpenedSlice } from '../../domain/listing/slice.ts';
import type { BucketLister, BucketTarget, RunLedger } from '../../domain/ports.ts';
import { createObjectFilter } from './included-objects.ts';
import type { PageRecorder } from './page-recorder.ts';

/** Small, because each object takes one request and all requests are sent at the same time. */
const SKIPPED_AT_ONCE = 100;
/** Slices of different runs take turns. */
const ROUNDS_A_SLICE = 10;
const ROUND_DEADLINE_MS = 10_000;

/**
 * Finds the files of one slice that were skipped for these reasons, and sends them to be inspected. A skipped file that
 * was deleted stays in the known objects until the next whole sync.
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
  for (let round = 0; round < ROUNDS_A_SLICE && !recorder.isOver(); round += 1) {
    signal.throwIfAborted();
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(ROUND_DEADLINE_MS)]);
    const keys = await ledger.skippedKeys(target, reasons, after, SKIPPED_AT_ONCE);
    const included = await includedOf(keys.map((key) => ({ key })));
    const found = await Promise.all(included.map(({ key }) => lister.find(target, key, { signal: deadline })));
    const due = found.filter((object) => object !== null);
    const resumeAfter = keys.length < SKIPPED_AT_ONCE ? null : keys.at(-1)!;
    recorder.addRequests(found.length);
    recorder.add(range.id, {
      resumeAfter,
      listedCount: due.length,
      unchangedCount: 0,
      leftOutCount: 0,
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
