import { randomUUID } from 'node:crypto';
import type { BatchIngested, SyncRequested } from '@bucket-sync/shared/contracts';
import { newId } from '@bucket-sync/shared/ids';
import type { KeyRule } from '@bucket-sync/shared/patterns';
import type { FreeLanes } from '../../src/domain/deferred.ts';
import type { RecordedPages, RecordedPart } from '../../src/domain/listing/slice.ts';
import type { ConnectionView, RunLedger } from '../../src/domain/ports.ts';
import type { Run } from '../../src/domain/run/run.ts';
import type { ListedObject } from '../../src/domain/verdict.ts';

/** A job of a new organization and a new connection. */
export function aJob(of: Partial<SyncRequested> = {}): SyncRequested {
  return {
    organizationId: `org-${randomUUID()}`,
    connectionId: newId(),
    datasetId: newId(),
    runId: newId(),
    requestedBy: 'anna',
    ...of,
  };
}

export function anObject(key: string, of: Partial<ListedObject> = {}): ListedObject {
  return {
    key,
    etag: `etag-of-${key}`,
    sizeBytes: 1_000,
    lastModified: '2026-11-01T10:00:00.000Z',
    storageClass: 'STANDARD',
    isRestored: false,
    ...of,
  };
}

/** A run that lists, with no object yet; of a new organization unless `of` says otherwise. */
export function anOpenRun(of: Partial<Run> = {}): Run {
  const names = aJob();
  return {
    id: names.runId,
    ordinal: 1,
    organizationId: names.organizationId,
    connectionId: names.connectionId,
    datasetId: names.datasetId,
    state: 'RUNNING',
    requestedAt: new Date(0),
    startedAt: new Date(0),
    finishedAt: null,
    failure: null,
    listingDone: false,
    keyRule: null,
    onlyReasons: null,
    turn: 0,
    knownChanges: 0,
    removals: 'UNDECIDED',
    counts: {
      listed: 0,
      unchanged: 0,
      leftOut: 0,
      added: 0,
      updated: 0,
      skipped: 0,
      removed: 0,
      renamed: 0,
      withdrawn: 0,
      excluded: 0,
      pendingWithdrawals: 0,
      pendingRenames: 0,
      missing: 0,
      missingAssets: 0,
      removalsSent: 0,
      knownBefore: 0,
      knownAssetsBefore: 0,
      rechecked: 0,
      lostInRechecks: 0,
      batchesOpen: 0,
      bytesRead: 0,
      requestCount: 0,
    },
    skippedByReason: [],
    rate: { perSecond: 0, at: null },
    deferredCount: 0,
    retrying: null,
    sequence: 1,
    ...of,
  };
}

export const EVERY_KEY: KeyRule = { prefix: '', includePatterns: [], excludePatterns: [] };

/** The healthy connection of a job, as the connections service shows it. */
export function aConnectionView(
  { connectionId, datasetId }: SyncRequested,
  of: Partial<ConnectionView> = {},
): ConnectionView {
  return { id: connectionId, datasetId, isHealthy: true, cause: null, remedy: null, keyRule: EVERY_KEY, ...of };
}

export interface PageOf extends Partial<RecordedPart> {
  batches?: RecordedPages['batches'];
  requestCount?: number;
  epoch?: number;
}

/** Records a page of the run's first range; it covers the whole range, unless `of` says otherwise. */
export async function recordPage(ledger: RunLedger, run: Run, of: PageOf = {}): Promise<Run | null> {
  const { batches = [], requestCount = 1, epoch = 0, ...part } = of;
  const opened = await ledger.openSlice({ runId: run.id, epoch });
  if (!opened) return null;
  const pages = { slice: opened.slice, splits: [], batches, requestCount, knownChanges: opened.run.knownChanges };
  return ledger.recordPages({ ...pages, parts: [aPart({ part: opened.ranges[0]?.parts ?? 0, ...part })] });
}

/** The first part of a run's first range; it covers the whole range. */
export function aPart(of: Partial<RecordedPart> = {}): RecordedPart {
  return {
    range: 0,
    part: 0,
    resumeAfter: null,
    listedCount: 0,
    unchangedCount: 0,
    skippedCount: 0,
    unstorableCount: 0,
    excludedCount: 0,
    missingKeys: [],
    recheckedKeys: [],
    listed: null,
    ...of,
  };
}

/** A batch of these objects, as `listSlice` makes it. */
export function aBatch(run: Run, name: string, keys: readonly string[]) {
  return {
    organizationId: run.organizationId,
    connectionId: run.connectionId,
    datasetId: run.datasetId,
    runId: run.id,
    runOrdinal: run.ordinal,
    batchId: `${run.id}.${name}`,
    objects: keys.map((key) => anObject(key)),
  };
}

/** The outcomes of the empty batch that opens a run. */
export const openingOf = (run: Run) => outcomesOf(aBatch(run, 'opening', []));

/** The answer to a batch: every object was added, unless `of` says otherwise. */
export function outcomesOf(
  batch: ReturnType<typeof aBatch>,
  of: Partial<BatchIngested['outcomes'][number]> = {},
): BatchIngested {
  const { objects, datasetId: _dataset, runOrdinal: _ordinal, ...names } = batch;
  return {
    ...names,
    outcomes: objects.map(({ key, etag, sizeBytes }) => ({
      objectKey: key,
      etag,
      sizeBytes,
      outcome: 'ADDED',
      reason: null,
      ...of,
    })),
    cost: { requestCount: objects.length, bytesRead: objects.length * 16_384 },
  };
}

/** So many free lanes, which any organization may take. */
export const lanes = (count: number): FreeLanes => ({ shared: count, all: count, reserved: 0, taken: new Map() });
