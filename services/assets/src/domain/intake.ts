import type { BatchInspected, Findings, MediaFacts, SkipReason } from '@bucket-sync/shared/contracts';
import type { DataRowEntry } from './data-row-entry.ts';

/** A file that fits, with the facts of its verdict. */
export type FileVerdict = BatchInspected['accepted'][number];

/** A file that fits, as it is stored. */
export interface AcceptedFile {
  /** The id of the asset that the file updates or restores, or a new id. */
  id: string;
  objectKey: string;
  etag: string;
  sizeBytes: number;
  lastModified: string;
  media: MediaFacts;
  /** The time when the dataset first had the asset. It is stored only in a new row. */
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

/** An asset that left the dataset. Its file may return. */
export interface FormerAsset extends AssetName {
  connectionId: string;
  etag: string;
  sizeBytes: number;
  addedAt: Date;
  why: 'REMOVED' | 'WITHDRAWN' | 'DELETED';
  /** True when it was already charged in the current month: it is not charged again in that month. */
  isCharged: boolean;
}

/** A former asset whose file has another key now. It is never charged. */
export type MovedAsset = Omit<FormerAsset, 'isCharged'>;

/** The stored state of a batch's keys. */
export interface KnownAssets {
  /** Ids of the connection's assets by object key. */
  current: ReadonlyMap<string, string>;
  adoptable: ReadonlyMap<string, AdoptableAsset>;
  former: ReadonlyMap<string, FormerAsset>;
  /** By the new key: former assets of files that were moved while the bucket was listed. */
  moved: ReadonlyMap<string, MovedAsset>;
  /** Keys of new files with the same bytes as another asset of the connection. Empty unless renames are deferred. */
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

/** The changes of one batch. Every object of the batch is in exactly one list of `outcomes-of.ts`. */
export interface IntakePlan {
  /** Assets that are added to the dataset: new or returned ones. */
  added: AcceptedFile[];
  updated: AcceptedFile[];
  /** Of `updated`: assets that move to this connection first. */
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
  /** Former assets that returned: their records are deleted. */
  returned: MovedAsset[];
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
