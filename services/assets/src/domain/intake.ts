import type { BatchInspected, Findings, MediaFacts, SkipReason } from '@bucket-sync/shared/contracts';
import type { DataRowEntry } from './data-row-entry.ts';

/** A file that fits, as its verdict describes it. */
export type FileVerdict = BatchInspected['accepted'][number];

/** A file that fits, as it is stored. */
export interface AcceptedFile {
  /** Of the asset that it updates or brings back, or a new one. */
  id: string;
  objectKey: string;
  etag: string;
  sizeBytes: number;
  lastModified: string;
  media: MediaFacts;
  /** When the dataset first had the asset; only a new row of the table takes it. */
  addedAt: Date;
}

/** A file that is skipped, as it is stored. */
export interface SkippedFileVerdict {
  objectKey: string;
  etag: string;
  sizeBytes: number;
  reason: SkipReason;
  detail: string;
  /** What the fixes of the file are chosen by; null where nothing is known. */
  findings?: Findings | null | undefined;
}

export interface AssetName {
  objectKey: string;
  id: string;
}

/** An asset whose connection was removed, and whose file another connection of the same bucket found. */
export interface AdoptableAsset extends AssetName {
  connectionId: string;
}

/** An asset that left the dataset: its file may come back. */
export interface FormerAsset extends AssetName {
  connectionId: string;
  etag: string;
  sizeBytes: number;
  addedAt: Date;
  why: 'REMOVED' | 'WITHDRAWN' | 'DELETED';
  /** It was charged in the current month, and is not charged again in it. */
  isCharged: boolean;
}

/** What the database knows of the keys of a batch. */
export interface KnownAssets {
  /** Ids of the connection's assets by object key. */
  current: ReadonlyMap<string, string>;
  adoptable: ReadonlyMap<string, AdoptableAsset>;
  former: ReadonlyMap<string, FormerAsset>;
  /** Keys of new files whose bytes another asset of the connection has; empty unless renames are deferred. */
  renamePossible: ReadonlySet<string>;
}

export interface RenamedFile {
  id: string;
  mediaType: MediaFacts['mediaType'];
  objectKey: string;
  previousKey: string;
  etag: string;
  sizeBytes: number;
}

/** What one batch does. Every object of the batch is in exactly one list of `outcomes-of.ts`. */
export interface IntakePlan {
  /** The dataset has one asset more for each, new or back. */
  added: AcceptedFile[];
  updated: AcceptedFile[];
  /** Of `updated`: assets that change their connection first. */
  adopted: AdoptableAsset[];
  renamed: RenamedFile[];
  skipped: SkippedFileVerdict[];
  removedKeys: string[];
  /** Assets whose file is gone from the bucket. */
  removedAssets: AssetName[];
  /** Assets whose file no longer fits; each file is in `skipped` too. */
  withdrawnAssets: AssetName[];
  withdrawalDeferred: BatchInspected['skipped'];
  renamePossible: FileVerdict[];
  renameRefused: NonNullable<BatchInspected['renamed']>;
  /** Former assets that are back: their record ends. */
  returned: FormerAsset[];
  dataRows: DataRowEntry[];
}

/** The plan of a stale batch. */
export const NOTHING: IntakePlan = emptyPlan();

export function emptyPlan(): IntakePlan {
  return {
    added: [],
    updated: [],
    adopted: [],
    renamed: [],
    skipped: [],
    removedKeys: [],
    removedAssets: [],
    withdrawnAssets: [],
    withdrawalDeferred: [],
    renamePossible: [],
    renameRefused: [],
    returned: [],
    dataRows: [],
  };
}
