import type { BatchInspected, BatchTakenIn, InspectionDue, SyncRequested } from '@bucket-sync/shared/contracts';
import type { KnownObject } from './comparing.ts';
import type { Run } from './run.ts';
import type { Inspection, ListedObject, RangeReader } from './verdict.ts';

/** Whose bucket: every store and every bucket is reached by both. */
export interface BucketTarget {
  organizationId: string;
  connectionId: string;
  /** Names the session in the customer's CloudTrail; null for a preview. */
  runId: string | null;
}

export interface ListedPage {
  /** In the order of S3. */
  objects: ListedObject[];
  /** Keys that hold U+0000, which PostgreSQL cannot: counted, never stored. */
  unstorableCount: number;
  /** The last key of the page, where the next one starts after; null when this was the last page. */
  next: string | null;
}

export interface BucketLister {
  /**
   * @param after  the key to start after; null for the first page
   * @throws AppError of the catalogue: LIST_DENIED, BUCKET_MISSING, THROTTLED …
   */
  listPage(target: BucketTarget, after: string | null): Promise<ListedPage>;
  /** The object by exactly this key as it is listed now; null when it is gone. */
  find(target: BucketTarget, key: string): Promise<ListedObject | null>;
}

export interface BucketReader {
  /** A reader of the version that was listed: If-Match goes with every read. */
  rangesOf(target: BucketTarget, object: ListedObject): RangeReader;
}

export interface Inspector {
  inspect(object: ListedObject, read: RangeReader): Promise<Inspection>;
}

/** A connection as the one who asks may see it. */
export interface ConnectionView {
  id: string;
  datasetId: string;
  isHealthy: boolean;
  /** Why the heart is broken, and what to do about it. */
  cause: string | null;
  remedy: string | null;
}

export interface ShardProgress {
  shard: number;
  resumeAfter: string | null;
  toKey: string | null;
  pages: number;
}

export interface RecordedPage {
  runId: string;
  shard: number;
  epoch: number;
  resumedAfter: string | null;
  /** Null when the shard is done. */
  resumeAfter: string | null;
  listedCount: number;
  unchangedCount: number;
  leftOutCount: number;
  unstorableCount: number;
  missingKeys: string[];
  batches: InspectionDue[];
}

/** The truth about runs. Each function is one transaction; the messages that follow from it are sent if it commits. */
export interface RunLedger {
  /** @returns the run; 'ALREADY_RUNNING' when the connection has one that has not ended */
  request(job: SyncRequested, announce: 'SEND_JOB' | 'JOB_RECEIVED'): Promise<Run | 'ALREADY_RUNNING'>;
  find(organizationId: string, runId: string): Promise<Run | null>;
  /** The run of a connection that has not ended. */
  findActive(organizationId: string, connectionId: string): Promise<Run | null>;
  start(runId: string): Promise<void>;
  fail(runId: string, failure: { code: string; message: string }): Promise<void>;
  cancel(organizationId: string, runId: string): Promise<Run | null>;
  /** @returns null when there is no such run; the run unchanged when it is not HELD */
  decideRemovals(organizationId: string, runId: string, decision: 'REMOVE' | 'KEEP'): Promise<Run | null>;
  /** @returns null when the slice was done before, or its run is over */
  openSlice(runId: string, shard: number, epoch: number): Promise<{ run: Run; shard: ShardProgress } | null>;
  /** The first `limit` of what is known in (after, upTo]; null is open. */
  knownRange(
    target: BucketTarget,
    range: { after: string | null; upTo: string | null; limit: number },
  ): Promise<KnownObject[]>;
  /** @returns false when another has recorded this page, or the run is over */
  recordPage(page: RecordedPage): Promise<boolean>;
  /** Ends a slice: the next one is sent now, or when fewer batches are open. */
  yieldSlice(runId: string, shard: number, epoch: number): Promise<void>;
  isRunning(runId: string): Promise<boolean>;
  tally(batch: BatchTakenIn): Promise<void>;
  /** The connection was removed: its run is cancelled, and nothing is known of its bucket any more. */
  forgetConnection(organizationId: string, connectionId: string): Promise<void>;
}

export interface IntakeSender {
  send(batch: BatchInspected): Promise<void>;
}
