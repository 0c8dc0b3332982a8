import type { BatchInspected, SkipReason } from '@bucket-sync/shared/contracts';
import type { Asset, SkippedFile } from './asset.ts';
import type { DataRowEntry, DataRowSum, RecordedDataRows } from './data-row-entry.ts';
import type { DataRowCharge } from './data-rows.ts';
import type { Dataset } from './dataset.ts';
import type { DownloadLink, DownloadRequest, ScriptSelection } from './download.ts';
import type { ExportColumn, ExportFormat } from './export.ts';
import type { FileVerdict, IntakePlan, KnownAssets, RenamedFile } from './intake.ts';
import type { Organization } from './organization.ts';
import type { AssetFilter, AssetSlice, KeyPosition, SkippedFileFilter, Slice } from './paging.ts';

/** The organization and connection of a batch's objects. */
export type BatchScope = Pick<
  BatchInspected,
  'organizationId' | 'connectionId' | 'datasetId' | 'runId' | 'runOrdinal' | 'batchId' | 'bucketName'
>;

/** The connection of a batch, locked. */
export interface LockedConnection {
  /** The dataset of a connection never changes. */
  datasetId: string;
  /** A later run has started, or the connection was removed, or the dataset deleted: the verdicts are outdated. */
  isStale: boolean;
  /** The number of the later run; null when none has started. */
  newestRun: number | null;
  assetCount: number;
}

/** What the answer to a batch states of its connection. */
export interface ConnectionFacts {
  newestRun?: number;
  assetCount?: number;
}

/** The database work of one batch, in one transaction: all of it is stored, or none. */
export interface IntakeTransaction {
  /**
   * False when the batch was applied before. Otherwise other transactions with the same batch wait until this one ends.
   */
  claimBatch(now: Date): Promise<boolean>;
  /** True when the batch's dataset belongs to the organization, even if a user deleted it. */
  ownsDataset(): Promise<boolean>;
  /** Stores the connection and locks it until the transaction ends. */
  lockConnection(): Promise<LockedConnection>;
  /** Ids of the connection's assets by object key, for these keys. */
  assetIds(objectKeys: readonly string[]): Promise<Map<string, string>>;
  /** The origins of the assets of new files; possible renames only on request. */
  knownOrigins(files: readonly FileVerdict[], now: Date, withRenames: boolean): Promise<Omit<KnownAssets, 'current'>>;
  /**
   * Moves the assets whose old key still has the same bytes and whose new key has no asset. @returns the moved assets
   */
  renameAssets(renamed: readonly RenameRequest[], now: Date): Promise<RenamedFile[]>;
  /**
   * Locks the organization's data rows until the transaction ends. @returns the remaining ones in the month of `now`
   */
  lockDataRows(now: Date): Promise<number>;
  /** @throws when the limit would be exceeded: then the batch changes nothing */
  recordDataRows(now: Date, entries: readonly DataRowEntry[]): Promise<void>;
  /** Stores assets, skipped files and removals, and counts them. */
  store(plan: IntakePlan, now: Date): Promise<void>;
  /** Sends all assets of the connection to the sync service, before the answer to the batch. */
  sendAssets(): Promise<void>;
  /** Sends the outcomes to the sync service, and the events to all consumers, once the transaction is durable. */
  announce(plan: IntakePlan, cost: BatchInspected['cost'], facts?: ConnectionFacts): Promise<void>;
}

export type RenameRequest = NonNullable<BatchInspected['renamed']>[number];

/** Runs `work` in the transaction of one batch. */
export type RunIntake = (scope: BatchScope, work: (intake: IntakeTransaction) => Promise<void>) => Promise<void>;

/** A filter for the assets of one dataset. */
export interface AssetSelection {
  organizationId: string;
  datasetId: string;
  filter: AssetFilter;
}

/** A filter for the skipped files of one dataset. */
export interface SkippedFileSelection {
  organizationId: string;
  datasetId: string;
  filter: SkippedFileFilter;
}

/** A filter for the skipped files of one connection: for one reason, or for all reasons (null). */
export interface FixSelection {
  organizationId: string;
  connectionId: string;
  reason: SkipReason | null;
}

/** A file and its copy have the same ETag and size. */
export interface FileContent {
  etag: string;
  sizeBytes: number;
}

export interface SkipCount {
  reason: SkipReason;
  count: number;
}

/** `total` counts all matching assets. It is null where the page was found without reading them all. */
export interface AssetList {
  assets: Asset[];
  total: number | null;
}

export interface FileCounts {
  assets: number;
  skipped: number;
}

/** Reads stored data. Answers have no entry for an id of another organization. */
export interface Library {
  listDatasets(organizationId: string): Promise<Dataset[]>;
  findDatasets(organizationId: string, ids: readonly string[]): Promise<Map<string, Dataset>>;
  /** As `findDatasets`, and also those that were deleted: connections may still name them. */
  findReferencedDatasets(organizationId: string, ids: readonly string[]): Promise<Map<string, Dataset>>;
  /** By dataset id; a dataset without synced files has no entry. */
  countsOfDatasets(organizationId: string, ids: readonly string[]): Promise<Map<string, FileCounts>>;
  /** By connection id; a connection without synced files has no entry. */
  countsOfConnections(organizationId: string, ids: readonly string[]): Promise<Map<string, FileCounts>>;
  findAssets(organizationId: string, ids: readonly string[]): Promise<Map<string, Asset>>;
  /** @throws AppError BAD_REQUEST for a filter or an order that would read more assets than a query may cost */
  listAssets(selection: AssetSelection, slice: AssetSlice): Promise<AssetList>;
  /** @throws as `listAssets` */
  countAssets(selection: AssetSelection): Promise<number>;
  /** Counts the assets of a dataset whose bytes an earlier asset has. */
  countDuplicates(organizationId: string, datasetId: string): Promise<number>;
  /** By asset id, the id of the first asset of its dataset with the same bytes: its own if there is no other. */
  firstWithSameBytes(organizationId: string, ids: readonly string[]): Promise<Map<string, string>>;
  /** For each of `contents`, in their order: whether some asset of the dataset has these bytes. */
  contentsInDataset(dataset: DatasetName, contents: readonly FileContent[]): Promise<boolean[]>;
  /** Most frequent first. */
  countSkippedByReason(organizationId: string, datasetId: string): Promise<SkipCount[]>;
  listSkippedFiles(selection: SkippedFileSelection, slice: Slice<KeyPosition>): Promise<SkippedFile[]>;
  countSkippedFiles(selection: SkippedFileSelection): Promise<number>;
  /** The files that one run skipped, including those that a later run inspected again. */
  listSkippedFilesOfRun(organizationId: string, runId: string, slice: Slice<KeyPosition>): Promise<SkippedFile[]>;
  countSkippedFilesOfRun(organizationId: string, runId: string): Promise<number>;
  /** Skipped files of one connection, for one reason or for all, that some fix applies to: the first `limit` by key. */
  listFixableFiles(selection: FixSelection & ScriptSelection, limit: number): Promise<SkippedFile[]>;
  /** How many skipped files of one connection no fix applies to. */
  countUnfixableFiles(selection: FixSelection): Promise<number>;
  findOrganization(organizationId: string): Promise<Organization | undefined>;
  /** Data rows used in the month of `now`. */
  dataRowsUsed(organizationId: string, now: Date): Promise<number>;
  /** @param month  2026-11 */
  dataRowCharges(organizationId: string, month: string): Promise<DataRowCharge[]>;
  /** The sums of the ledger for the month of `now`. */
  sumDataRows(organizationId: string, now: Date): Promise<DataRowSum[]>;
  /** By asset id, its newest entries first. */
  dataRowEntries(organizationId: string, ids: readonly string[]): Promise<Map<string, RecordedDataRows[]>>;
}

/** Stores a dataset, and its organization if it is new. @returns false when the organization has `most` datasets */
export type StoreDataset = (organization: Organization, dataset: Dataset, most: number) => Promise<boolean>;

export type DatasetName = { organizationId: string; datasetId: string };

/**
 * Reads whole datasets in batches: one snapshot each, in the order of the object keys. A batch is emptied when the next
 * one is asked for.
 */
export interface ExportReader {
  readAssets(dataset: DatasetName): AsyncIterable<Asset[]>;
  readSkippedFiles(dataset: DatasetName): AsyncIterable<SkippedFile[]>;
}

/** Turns rows into the bytes of a format, batch by batch. */
export type EncodeRows = <Row>(
  format: ExportFormat,
  columns: readonly ExportColumn<Row>[],
  batches: AsyncIterable<readonly Row[]>,
) => AsyncIterable<string | Uint8Array>;

/** Makes a link to a download of this service, valid for minutes. */
export type SignDownload = (request: DownloadRequest, filename: string) => DownloadLink;

/** Deletes assets and datasets. One transaction marks them; later transactions delete their rows in portions. */
export interface DeletionStore {
  /** Marks the selected assets, if there are `expectedCount` of them. @returns the number of selected assets */
  markAssets(selection: AssetSelection, expectedCount: number): Promise<number>;
  /** Deletes a portion of the marked assets of this dataset and announces their deletion. */
  deleteMarkedAssets(dataset: DatasetName, now: Date): Promise<{ isMore: boolean }>;
  /** Hides a dataset without connections and announces its deletion. */
  hideDataset(organizationId: string, datasetId: string, now: Date): Promise<HiddenDataset>;
}

export type HiddenDataset = { state: 'HIDDEN' } | { state: 'MISSING' } | { state: 'IN_USE'; connectionCount: number };
