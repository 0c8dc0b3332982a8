import type { InspectionDue } from '@bucket-sync/shared/contracts';
import { createKeyFilter } from '@bucket-sync/shared/patterns';
import type { BucketLister, RecordedPage, RunLedger, ShardProgress } from '../domain/ports.ts';
import { recheckSample } from '../domain/recheck-sample.ts';
import type { Run } from '../domain/run/run.ts';
import type { ListedObject } from '../domain/verdict.ts';
import { comparePage } from './compare-page.ts';

export interface ListPageParts {
  ledger: Pick<RunLedger, 'knownRange' | 'skippedKeys'>;
  lister: BucketLister;
  /** The share of the unchanged assets that a run reads again. */
  recheckShare: number;
}

/** Small, so several inspectors share one page. A message costs little compared to its objects. */
const OBJECTS_A_BATCH = 250;
/** Small, because each object takes one request and all requests are sent at the same time. */
const SKIPPED_A_PAGE = 100;
/**
 * The next slices of the partition may belong to other connections, and they wait. S3 lists a page in a fraction of a
 * second, or in seconds when a versioned bucket has many delete markers.
 */
const PAGE_DEADLINE_MS = 10_000;

type BatchOptions = Pick<InspectionDue, 'withdraw' | 'renames' | 'isRecheck'>;

/** The sync service decides these after the listing is complete. */
const DECIDED_LATER: BatchOptions = { withdraw: 'DEFER', renames: 'DEFER' };
/** A run without a listing finds no missing files, so no file is a rename. */
const WITHDRAWN_LATER: BatchOptions = { withdraw: 'DEFER' };

/** Makes the next page of a shard. It is a page of the listing, or of skipped files when the run reads only those. */
export async function listPage(
  parts: ListPageParts,
  run: Run,
  shard: ShardProgress,
  epoch: number,
  signal: AbortSignal,
): Promise<RecordedPage> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(PAGE_DEADLINE_MS)]);
  const page = { ...NOTHING, runId: run.id, shard: shard.shard, epoch, resumedAfter: shard.resumeAfter };
  const made = run.onlyReasons ? findSkipped(parts, run, shard, deadline) : compareListed(parts, run, shard, deadline);
  return { ...page, ...(await made) };
}

type MadePage = Omit<RecordedPage, 'runId' | 'shard' | 'epoch' | 'resumedAfter' | keyof typeof NOTHING> &
  Partial<typeof NOTHING>;

const NOTHING = {
  unchangedCount: 0,
  leftOutCount: 0,
  unstorableCount: 0,
  excludedCount: 0,
  missingKeys: [] as string[],
  recheckedKeys: [] as string[],
};

async function compareListed(
  parts: ListPageParts,
  run: Run,
  shard: ShardProgress,
  signal: AbortSignal,
): Promise<MadePage> {
  const { knownBefore } = run.counts;
  const rules = { keyRule: run.keyRule, isSampled: recheckSample(parts.recheckShare, knownBefore, run.turn) };
  const { resumeAfter, toKey } = shard;
  const compared = await comparePage(parts, targetOf(run), resumeAfter, toKey, rules, { signal });
  const { page, comparison, excludedCount } = compared;
  const due = new Set([...comparison.fresh, ...comparison.changed, ...comparison.unsettled]);
  const inspected = page.objects.filter((object) => due.has(object));
  return {
    resumeAfter: page.next,
    listedCount: page.objects.length + page.unstorableCount,
    unchangedCount: comparison.unchangedCount,
    leftOutCount: comparison.leftOutCount,
    unstorableCount: page.unstorableCount,
    excludedCount,
    missingKeys: comparison.missingKeys,
    recheckedKeys: comparison.rechecked.map(({ key }) => key),
    requestCount: 1,
    batches: [
      ...batchesOf(run, shard, inspected, '', knownBefore > 0 ? DECIDED_LATER : {}),
      ...batchesOf(run, shard, comparison.rechecked, 'recheck.', { ...WITHDRAWN_LATER, isRecheck: true }),
    ],
  };
}

/** A skipped file that was deleted stays in the known objects until the next whole sync. */
async function findSkipped(
  { ledger, lister }: ListPageParts,
  run: Run,
  shard: ShardProgress,
  signal: AbortSignal,
): Promise<MadePage> {
  const target = targetOf(run);
  const keys = await ledger.skippedKeys(target, run.onlyReasons ?? [], shard.resumeAfter, SKIPPED_A_PAGE);
  const isIncluded = run.keyRule ? createKeyFilter(run.keyRule) : () => true;
  const found = await Promise.all(keys.filter(isIncluded).map((key) => lister.find(target, key, { signal })));
  const objects = found.filter((object) => object !== null);
  return {
    resumeAfter: keys.length < SKIPPED_A_PAGE ? null : keys.at(-1)!,
    listedCount: objects.length,
    requestCount: found.length,
    batches: batchesOf(run, shard, objects, '', WITHDRAWN_LATER),
  };
}

const targetOf = ({ organizationId, connectionId, id: runId }: Run) => ({ organizationId, connectionId, runId });

/** Objects of a page in key order, cut into batches. A batch's id follows from its position. */
function batchesOf(
  run: Run,
  shard: ShardProgress,
  objects: readonly ListedObject[],
  prefix: string,
  options: BatchOptions,
): InspectionDue[] {
  const batches: InspectionDue[] = [];
  for (let start = 0; start < objects.length; start += OBJECTS_A_BATCH) {
    batches.push({
      organizationId: run.organizationId,
      connectionId: run.connectionId,
      datasetId: run.datasetId,
      runId: run.id,
      runOrdinal: run.ordinal,
      batchId: `${run.id}.${shard.shard}.${shard.pages}.${prefix}${batches.length}`,
      ...options,
      objects: objects.slice(start, start + OBJECTS_A_BATCH),
    });
  }
  return batches;
}
