import type { SkipReason } from '@bucket-sync/shared/contracts';
import type { KeyRule } from '@bucket-sync/shared/patterns';
import type { RecentRate } from '../recent-rate.ts';
import type { RunPhase } from './run-state.ts';

/** The progress of a run. All are counts of objects, except for `batchesOpen`, `bytesRead` and `requestCount`. */
export interface RunCounts {
  listed: number;
  unchanged: number;
  /** Of the unchanged, files that an earlier run skipped. */
  leftOut: number;
  added: number;
  updated: number;
  skipped: number;
  removed: number;
  /** Of the updated, files that kept their asset under a new key. */
  renamed: number;
  /** Of the skipped, files that were assets and no longer fit. */
  withdrawn: number;
  /** Excluded by the connection's patterns; not in `listed`. */
  excluded: number;
  /** Waiting: assets whose file no longer fits. The run has not decided whether to withdraw them. */
  pendingWithdrawals: number;
  /** Waiting: new files with the bytes of an asset. The run has not decided whether the asset moves to them. */
  pendingRenames: number;
  /** Known before, and no longer listed. */
  missing: number;
  /** Of the missing, the assets; known once the run is held. */
  missingAssets: number;
  /** Of the missing, those sent to be removed. */
  removalsSent: number;
  /** Known when the run started. */
  knownBefore: number;
  /** Of those, the assets. */
  knownAssetsBefore: number;
  /** Unchanged assets that are read again, as a sample of all. */
  rechecked: number;
  /** Of the rechecked, the assets whose file can no longer be read; in `pendingWithdrawals` too until a decision. */
  lostInRechecks: number;
  batchesOpen: number;
  bytesRead: number;
  requestCount: number;
}

export interface Run extends RunPhase {
  /** Only what was skipped for these reasons is read again; null for a whole sync. */
  onlyReasons: SkipReason[] | null;
  /** The turn of the sample of assets that are read again. It grows with every whole sync that succeeds. */
  turn: number;
  /** How often known objects of the connection were changed by something else since the run was requested. */
  knownChanges: number;
  /** Which objects belong to the connection, as it was when the run started; null for all. */
  keyRule: KeyRule | null;
  id: string;
  /** Grows from run to run of a connection. */
  ordinal: number;
  organizationId: string;
  connectionId: string;
  datasetId: string;
  requestedAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  listingDone: boolean;
  counts: RunCounts;
  skippedByReason: { reason: SkipReason; count: number }[];
  rate: RecentRate;
  /** Objects that could not be read yet. */
  deferredCount: number;
  /** The reason for a retry of reads or of the listing, in words; null while nothing is retried. */
  retrying: string | null;
  sequence: number;
}

/** Objects that are listed and have no outcome yet: listed minus unchanged, added, updated and skipped. */
export function waiting(counts: RunCounts): number {
  return counts.listed - finished(counts);
}

/** Objects whose outcome is known. */
export function finished(counts: Partial<RunCounts>): number {
  const { unchanged = 0, added = 0, updated = 0, skipped = 0 } = counts;
  return unchanged + added + updated + skipped;
}

/** The files that a held run found missing or unfit, and the first of the keys. Each of them is an asset. */
export interface MissingFiles {
  count: number;
  /** Of `count`: files that are still in the bucket and no longer fit. */
  unfitCount: number;
  keys: string[];
  /** Of `keys`: those of files that are still in the bucket and no longer fit. */
  unfitKeys: string[];
}
