import type { InspectionDue } from '@bucket-sync/shared/contracts';
import type { KeyRange } from '../key-range.ts';
import type { Run } from '../run/run.ts';

/** A slice of a run's listing, as this process holds it. The slice ends for it once another process opens it. */
export interface HeldSlice {
  runId: string;
  epoch: number;
  holder: string;
}

/** What a listing found in the range of keys (fromKey, toKey]. */
export interface ListedRange {
  /** Empty at the start of the key space. */
  fromKey: string;
  /** Null at the end of the key space. */
  toKey: string | null;
  /** The fingerprint of the objects that belong to the connection. */
  digest: string;
  objectCount: number;
  /** Of the objects, those that were skipped. */
  skippedCount: number;
  /** Some known keys of the range were missing. */
  hasMissing: boolean;
}

/** A range that a slice continues. */
export interface ListingRange extends KeyRange {
  id: number;
  /** The parts of it that are recorded. */
  parts: number;
  /** The first ranges within it whose objects are unchanged if their digest is. */
  listed: ListedRange[];
  /** `listed` has all of them. */
  isListedWhole: boolean;
}

export interface OpenedSlice {
  slice: HeldSlice;
  run: Run;
  ranges: ListingRange[];
  /** The id of the next range that is divided off. */
  nextRange: number;
  /** While the missing files are checked: those up to this key were listed again. */
  checkedTo: string | null;
}

/** A range was divided: it now ends at `at`, and a new range goes from there to its former end. */
export interface RangeSplit {
  range: number;
  at: string;
  newRange: number;
  /** The former end. */
  upTo: string | null;
}

/** The next part of a range, listed and compared. */
export interface RecordedPart {
  range: number;
  /** How many parts of the range were recorded before. */
  part: number;
  /** The last key of the part; null on the last part of the range. */
  resumeAfter: string | null;
  listedCount: number;
  unchangedCount: number;
  skippedCount: number;
  unstorableCount: number;
  /** Listed, and excluded by the connection's patterns. */
  excludedCount: number;
  missingKeys: string[];
  /** Objects that are counted as unchanged and are in a batch too. */
  recheckedKeys: string[];
  /** What the next listing is compared with; null where nothing has changed. */
  listed: ListedRange | null;
}

/** The next missing files that were checked. */
export interface CheckedMissing {
  slice: HeldSlice;
  /** The last of their keys; null when no missing file is left. */
  checkedTo: string | null;
  /** Those that are in the bucket again, and belong to the connection. */
  foundKeys: readonly string[];
  requestCount: number;
}

/** What a slice records in one transaction. */
export interface RecordedPages {
  slice: HeldSlice;
  /** In the order in which they were made. */
  splits: readonly RangeSplit[];
  /** The parts of one range are in their order. */
  parts: readonly RecordedPart[];
  batches: readonly InspectionDue[];
  requestCount: number;
  /** `knownChanges` of the run when the parts were compared. */
  knownChanges: number;
}
