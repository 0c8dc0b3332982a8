import type {
  AssetsDeleted,
  AssetsHeld,
  BatchIngested,
  BatchInspected,
  HealthCause,
  SkipReason,
  SliceDue,
  SyncRequested,
} from '@bucket-sync/shared/contracts';
import type { KeyRule } from '@bucket-sync/shared/patterns';
import type { KnownObject } from './comparing.ts';
import type { BatchNames, DeferredBatch, DeferredObject, FreeLanes } from './deferred.ts';
import type { KeyRange } from './key-range.ts';
import type { CheckedMissing, HeldSlice, OpenedSlice, RecordedPages } from './listing/slice.ts';
import type { Run } from './run/run.ts';
import type { RunFailure } from './run/run-state.ts';
import type { ClaimedSchedule, Schedule } from './schedule.ts';
import type { Inspection, ListedObject, RangeReader } from './verdict.ts';

/** Identifies a bucket: every query and every session needs both ids. */
export interface BucketTarget {
  organizationId: string;
  connectionId: string;
  /** The name of the session in the customer's CloudTrail; null for a preview. */
  runId: string | null;
}

export interface ListedPage {
  /** In the order of S3. */
  objects: ListedObject[];
  /** Keys with U+0000, which PostgreSQL cannot store. */
  unstorableKeys: string[];
  /** The last key of the page; the next page starts after it. Null on the last page. */
  next: string | null;
}

/** How one read waits. */
export interface ReadOptions {
  /** Ends the read, its retries included. */
  signal?: AbortSignal;
  /** Wraps each pause between two tries. */
  whilePausing?: (pause: Promise<void>) => Promise<void>;
}

export interface BucketLister {
  /**
   * @param after  the key to start after; null for the first page
   * @throws AppError of the catalogue: LIST_DENIED, BUCKET_MISSING, THROTTLED …
   */
  listPage(target: BucketTarget, after: string | null, options?: ReadOptions): Promise<ListedPage>;
  /** The object with exactly this key as it is listed now; null when there is none. */
  find(target: BucketTarget, key: string, options?: ReadOptions): Promise<ListedObject | null>;
}

/** The fields by which two files count as the same. */
export type FileContent = Pick<ListedObject, 'etag' | 'sizeBytes'>;

/** The fields of an object that a read needs. */
export type ReadableObject = Pick<ListedObject, 'key' | 'etag' | 'sizeBytes'>;

export interface BucketReader {
  /** Reads the listed version: every read carries If-Match. */
  rangesOf(target: BucketTarget, object: ReadableObject, options?: ReadOptions): ObjectRanges;
}

export interface ObjectRanges {
  read: RangeReader;
  /** Frees the memory of all that was read: a verdict holds none of it. */
  free(): void;
}

export interface Inspector {
  inspect(object: ListedObject, read: RangeReader): Promise<Inspection>;
}

/** The part of a connection that its caller may see. */
export interface ConnectionView {
  id: string;
  datasetId: string;
  isHealthy: boolean;
  /** The cause of its health and the fix; null before the first check. */
  cause: HealthCause | null;
  remedy: string | null;
  /** Which objects belong to it. */
  keyRule: KeyRule;
}

/** Stores runs. Each function is one transaction; its messages are sent only if it commits. */
export interface RunLedger {
  /** @returns the run; 'ALREADY_RUNNING' when the connection has one that has not ended */
  request(job: SyncRequested, announce: 'SEND_JOB' | 'JOB_RECEIVED'): Promise<Run | 'ALREADY_RUNNING'>;
  find(organizationId: string, runId: string): Promise<Run | null>;
  /** The run of a connection that has not ended. */
  findActive(organizationId: string, connectionId: string): Promise<Run | null>;
  /** @param keyRule  the rule for which objects belong to the connection; all objects by default */
  start(runId: string, keyRule?: KeyRule): Promise<void>;
  fail(runId: string, failure: RunFailure): Promise<void>;
  cancel(organizationId: string, runId: string): Promise<Run | null>;
  /** @returns null when there is no such run; the run unchanged when it is not HELD */
  decideRemovals(organizationId: string, runId: string, decision: 'REMOVE' | 'KEEP'): Promise<Run | null>;
  /** Makes this process the holder of the slice. @returns null when it was done before, or its run has ended */
  openSlice(slice: Pick<SliceDue, 'runId' | 'epoch'>): Promise<OpenedSlice | null>;
  /** The first `limit` known objects of the range. */
  knownRange(target: BucketTarget, range: KeyRange & { limit: number }): Promise<KnownObject[]>;
  /** The known objects of ranges that do not overlap, at most `limit` of each. */
  knownWithin(target: BucketTarget, within: { ranges: readonly KeyRange[]; limit: number }): Promise<KnownObject[]>;
  /** The first `limit` keys after `after` that were skipped for one of these reasons, in the order of S3. */
  skippedKeys(
    target: BucketTarget,
    reasons: readonly SkipReason[],
    after: string | null,
    limit: number,
  ): Promise<string[]>;
  /**
   * A link to the asset failed: the next sync reads its file again. At most 1,000 reports of a connection wait.
   *
   * @returns false when the connection has no such asset
   */
  reportBroken(target: BucketTarget, key: string): Promise<boolean>;
  /** The known objects of these keys, in the order of S3. */
  knownAmong(target: BucketTarget, keys: readonly string[]): Promise<KnownObject[]>;
  /** @returns the run as it is now; null when another process holds the slice, or the run has ended */
  recordPages(pages: RecordedPages): Promise<Run | null>;
  /** The first `limit` missing keys of a run after `after`, in the order of S3. */
  missingKeys(runId: string, after: string | null, limit: number): Promise<string[]>;
  /** Found files are no longer missing. @returns null when another process holds the slice, or the run has ended */
  recordChecked(checked: CheckedMissing): Promise<Run | null>;
  /** Ends a slice. The next slice is sent now, or when fewer batches are open. */
  yieldSlice(slice: HeldSlice): Promise<void>;
  /**
   * Ends a slice whose listing failed. The slice is sent again after a pause. The run fails when AWS fails for too
   * long.
   */
  deferSlice(slice: HeldSlice, failure: RunFailure, waitingFor: string): Promise<void>;
  /** Sends the deferred slices that are due, and slices of which nothing was recorded for a minute. */
  retryDueSlices(): Promise<void>;
  /** Sends the jobs of runs again that wait for their start for longer than a start takes. */
  resendJobs(): Promise<void>;
  /** Fails the runs whose messages are lost, so their connections can sync again. */
  failStalled(): Promise<void>;
  /** The keys that were split off the batch; null when the batch is already tallied or its run has ended. */
  openBatch(runId: string, batchId: string): Promise<{ splitOffKeys: ReadonlySet<string> } | null>;
  /** A few objects of the connection with a settled verdict. */
  sampleKnown(target: BucketTarget): Promise<ReadableObject[]>;
  isRunning(runId: string): Promise<boolean>;
  tally(batch: BatchIngested): Promise<void>;
  /** The assets of these keys were deleted here: the next sync inspects their files again. */
  forgetKeys(deletion: AssetsDeleted): Promise<void>;
  /** Brings what is known in agreement with the assets that there are, before the run lists anything. */
  rememberAssets(held: AssetsHeld): Promise<void>;
  /** The listing of these keys no longer agrees with what becomes known of them: the next sync compares them. */
  forgetListed(target: BucketTarget, keys: readonly string[]): Promise<void>;
  /** The connection was removed: its run is cancelled, and its known objects are deleted. Later answers store none. */
  forgetConnection(organizationId: string, connectionId: string): Promise<void>;
}

export interface IntakeSender {
  send(batch: BatchInspected): Promise<void>;
}

/** Stores the batches whose objects could not be read yet. */
export interface DeferredBatches {
  /**
   * Splits objects off a batch into a new batch. Each object is split off once, even if the batch is redelivered.
   *
   * @returns false when nothing may be sent for the batch: its run has ended, or it is tallied already
   */
  splitOff(names: BatchNames, objects: readonly DeferredObject[], waitedMs: number): Promise<boolean>;
  /**
   * Claims batches that are due, in turns of the organizations, and of the connections of each. Each batch is due again
   * after 30 s, unless it is postponed or closed.
   */
  claim(lanes: FreeLanes): Promise<DeferredBatch[]>;
  /** Makes a claimed batch due again. None of its objects has a verdict. */
  postpone(names: BatchNames, objects: readonly DeferredObject[]): Promise<void>;
  /** Deletes a claimed batch: its verdicts were sent. */
  close(names: BatchNames): Promise<void>;
}

/** Stores when connections sync automatically. */
export interface Schedules {
  /** A connection that syncs only by hand is not in the answer. */
  find(organizationId: string, connectionIds: readonly string[]): Promise<Schedule[]>;
  save(schedule: Schedule): Promise<void>;
  remove(organizationId: string, connectionId: string): Promise<void>;
  /** Claims due schedules for this replica. Another replica can claim a schedule that is not settled in time. */
  claimDue(now: Date, limit: number): Promise<ClaimedSchedule[]>;
  settle(claimed: Schedule, change: Pick<Schedule, 'nextSyncAt' | 'pausedCause'>): Promise<void>;
  pause(
    connection: Pick<Schedule, 'organizationId' | 'connectionId'>,
    change: { pausedCause: string | null; nextSyncAt: Date | null },
  ): Promise<void>;
}
