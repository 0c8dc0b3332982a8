import type { InspectionDue, SliceDue } from '@bucket-sync/shared/contracts';
import type { Comparison } from '../domain/comparing.ts';
import type { BucketLister, ListedPage, RecordedPage, RunLedger, ShardProgress } from '../domain/ports.ts';
import { answerOf, isAwsOutage, waitingForAws } from '../domain/read-answer.ts';
import type { Run } from '../domain/run/run.ts';
import { awsUnavailable } from '../domain/run/run-failure.ts';
import { comparePage } from './compare-page.ts';
import { endRunOn } from './end-run-on.ts';

/** Slices of different runs take turns: a slice of 10 pages lists 10,000 objects in about a second. */
const PAGES_A_SLICE = 10;
/** Several inspectors share one page, and a message costs little beside its objects. */
const OBJECTS_A_BATCH = 250;

/**
 * Lists one slice of a shard, page by page. Each page is compared with the known objects and recorded before the next.
 * A slice that is delivered twice, or to two replicas at once, records every page once.
 *
 * A slice whose listing AWS fails is deferred. An error of the connection ends the run with the error's code as its
 * cause.
 *
 * @throws AppError retryable errors of our own services
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
      const page = await listAndCompare(parts, run, shard, slice.epoch, signal);
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

/**
 * Slices of other connections wait behind this one in its partition. S3 takes a fraction of a second for a page, and
 * seconds where a versioned bucket holds many delete markers.
 */
const PAGE_DEADLINE_MS = 10_000;

async function listAndCompare(
  parts: { ledger: RunLedger; lister: BucketLister },
  run: Run,
  shard: ShardProgress,
  epoch: number,
  signal: AbortSignal,
): Promise<RecordedPage> {
  const target = { organizationId: run.organizationId, connectionId: run.connectionId, runId: run.id };
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(PAGE_DEADLINE_MS)]);
  const { resumeAfter, toKey } = shard;
  const options = { signal: deadline };
  const { page, comparison, excludedCount } = await comparePage(
    parts,
    target,
    resumeAfter,
    toKey,
    run.keyRule,
    options,
  );
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
    excludedCount,
    missingKeys: comparison.missingKeys,
    batches: batchesOf(run, shard, page, comparison),
  };
}

/** The next step of a re-sync decides on these, when all is listed. */
const DECIDED_LATER = { withdraw: 'DEFER', renames: 'DEFER' } as const;

/** The objects of a page to inspect, in key order, cut into batches. A batch's id follows from its position. */
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
      ...(run.counts.knownBefore > 0 && DECIDED_LATER),
      objects: objects.slice(start, start + OBJECTS_A_BATCH),
    });
  }
  return batches;
}
