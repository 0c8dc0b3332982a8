import type { SliceDue } from '@bucket-sync/shared/contracts';
import type { RunLedger } from '../domain/ports.ts';
import { answerOf, isAwsOutage, waitingForAws } from '../domain/read-answer.ts';
import { awsUnavailable } from '../domain/run/run-failure.ts';
import { endRunOn } from './end-run-on.ts';
import { type ListPageParts, listPage } from './list-page.ts';

/** Slices of different runs take turns. A slice of 10 pages lists 10,000 objects in about a second. */
const PAGES_A_SLICE = 10;

/**
 * Lists one slice of a shard, page by page. Each page is compared with the known objects and recorded before the next.
 * A slice that is delivered twice, or to two replicas at once, records every page once.
 *
 * A slice whose listing gets a transient failure is deferred. An error of the connection ends the run with the error's
 * code as its
 * cause.
 *
 * @throws AppError retryable errors of our own services
 */
export async function listSlice(
  parts: ListPageParts & { ledger: RunLedger },
  slice: SliceDue,
  signal: AbortSignal,
): Promise<void> {
  const { ledger } = parts;
  const opened = await ledger.openSlice(slice.runId, slice.shard, slice.epoch);
  if (!opened) return;
  const { run } = opened;
  let shard = opened.shard;
  try {
    for (let pages = 0; pages < PAGES_A_SLICE; pages += 1) {
      signal.throwIfAborted();
      const page = await listPage(parts, run, shard, slice.epoch, signal);
      if (!(await ledger.recordPage(page)) || page.resumeAfter === null) return;
      shard = { ...shard, resumeAfter: page.resumeAfter, pages: shard.pages + 1 };
    }
    await ledger.yieldSlice(slice.runId, slice.shard, slice.epoch);
  } catch (error) {
    if (signal.aborted || !isAwsOutage(error)) return endRunOn(ledger, run.id, error);
    const answer = answerOf(error);
    await ledger.deferSlice(slice, awsUnavailable(answer), waitingForAws(answer, 'the listing'));
  }
}
