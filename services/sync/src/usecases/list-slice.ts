import type { InspectionDue, SliceDue } from '@bucket-sync/shared/contracts';
import type { Comparison } from '../domain/comparing.ts';
import type { BucketLister, ListedPage, RecordedPage, RunLedger, ShardProgress } from '../domain/ports.ts';
import type { Run } from '../domain/run.ts';
import { comparePage } from './compare-page.ts';
import { endRunOn } from './end-run-on.ts';

/** Slices of different runs take turns, so a slice is short: 10 pages are 10,000 objects, about a second. */
const PAGES_A_SLICE = 10;
/** Small enough that several inspectors share one page, large enough that a message costs nothing beside its objects. */
const OBJECTS_A_BATCH = 250;

/**
 * Lists one slice of a shard, page by page, each compared with what is known and recorded before the next. Delivered
 * twice, or to two replicas at once, every page is still recorded once.
 *
 * @throws AppError retryable ones only; any other ends the run with the error's code as its cause
 */
export async function listSlice(
  parts: { ledger: RunLedger; lister: BucketLister },
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
      const page = await listAndCompare(parts, run, shard, slice.epoch);
      if (!(await ledger.recordPage(page)) || page.resumeAfter === null) return;
      shard = { ...shard, resumeAfter: page.resumeAfter, pages: shard.pages + 1 };
    }
    await ledger.yieldSlice(slice.runId, slice.shard, slice.epoch);
  } catch (error) {
    await endRunOn(ledger, run.id, error);
  }
}

async function listAndCompare(
  parts: { ledger: RunLedger; lister: BucketLister },
  run: Run,
  shard: ShardProgress,
  epoch: number,
): Promise<RecordedPage> {
  const target = { organizationId: run.organizationId, connectionId: run.connectionId, runId: run.id };
  const { page, comparison } = await comparePage(parts, target, shard.resumeAfter, shard.toKey);
  return {
    runId: run.id,
    shard: shard.shard,
    epoch,
    resumedAfter: shard.resumeAfter,
    resumeAfter: page.next,
    listedCount: page.objects.length + page.unstorableCount,
    unchangedCount: comparison.unchangedCount,
    leftOutCount: comparison.leftOutCount,
    unstorableCount: page.unstorableCount,
    missingKeys: comparison.missingKeys,
    batches: batchesOf(run, shard, page, comparison),
  };
}

/** The objects of a page that need a look, in key order, cut into batches whose ids follow from their place. */
function batchesOf(run: Run, shard: ShardProgress, page: ListedPage, comparison: Comparison): InspectionDue[] {
  const due = new Set([...comparison.fresh, ...comparison.changed, ...comparison.unsettled]);
  const objects = page.objects.filter((object) => due.has(object));
  const batches: InspectionDue[] = [];
  for (let start = 0; start < objects.length; start += OBJECTS_A_BATCH) {
    batches.push({
      organizationId: run.organizationId,
      connectionId: run.connectionId,
      datasetId: run.datasetId,
      runId: run.id,
      runOrdinal: run.ordinal,
      batchId: `${run.id}.${shard.shard}.${shard.pages}.${batches.length}`,
      objects: objects.slice(start, start + OBJECTS_A_BATCH),
    });
  }
  return batches;
}
