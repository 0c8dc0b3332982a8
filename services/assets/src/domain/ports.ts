import type { BatchInspected, SkipReason } from '@bucket-sync/shared/contracts';
import type { Asset, SkippedFile } from './asset.ts';
import type { DataRowEntry } from './data-row-entry.ts';
import type { Dataset } from './dataset.ts';
import type { FileVerdict, IntakePlan, KnownAssets, RenamedFile } from './intake.ts';
import type { Organization } from './organization.ts';
import type { AssetFilter, AssetSlice, KeyPosition, SkippedFileFilter, Slice } from './paging.ts';

/** Whose objects a batch holds. */
export type BatchScope = Pick<
  BatchInspected,
  'organizationId' | 'connectionId' | 'datasetId' | 'runId' | 'runOrdinal' | 'batchId' | 'bucketName'
>;

/** The connection of a batch, locked. */
export interface LockedConnection {
  /** It never changes. */
  datasetId: string;
  /** A later run has started, or the connection was removed: the verdicts of the batch are outdated. */
  isStale: boolean;
}

/** The database work of one batch, in one transaction: all of it is stored, or none. */
export interface IntakeTransaction {
  /** False when the batch was applied before; otherwise no other transaction applies it until this one has ended. */
  claimBatch(now: Date): Promise<boolean>;
  /** True when the batch's dataset is the organization's own, and was not deleted. */
  ownsDataset(): Promise<boolean>;
  /** Stores the connection, and makes its other batches wait until the end. */
  lockConnection(): Promise<LockedConnection>;
  /** Ids of the connection's assets by object key, for these keys. */
  assetIds(objectKeys: readonly string[]): Promise<Map<string, string>>;
  /** What the dataset knows of new files: assets to adopt, former assets, and possible renames if these are asked for. */
  knownOrigins(files: readonly FileVerdict[], now: Date, withRenames: boolean): Promise<Omit<KnownAssets, 'current'>>;
  /** Moves the assets whose bytes are still at the old key, and whose new key is free. @returns those that were moved */
  renameAssets(renamed: readonly RenameRequest[], now: Date): Promise<RenamedFile[]>;
  /** Makes the organization's other batches wait until the end. @returns what is left in the month of `now` */
  lockDataRows(now: Date): Promise<number>;
  /** @throws when the limit would be exceeded: nothing of the batch is stored then */
  recordDataRows(now: Date, entries: readonly DataRowEntry[]): Promise<void>;
  /** Stores assets, skipped files and removals, and counts them. */
  store(plan: IntakePlan, now: Date): Promise<void>;
  /** Sends the outcomes to the sync service, and the events to all consumers, once the transaction is durable. */
  announce(plan: IntakePlan, cost: BatchInspected['cost']): Promise<void>;
}

export type RenameRequest = NonNullable<BatchInspected['renamed']>[number];

/** Runs `work` in the transaction of one batch. */
export type RunIntake = (scope: BatchScope, work: (intake: IntakeTransaction) => Promise<void>) => Promise<void>;

/** Which assets: of one dataset of one organization, and what to leave out. */
export interface AssetSelection {
  organizationId: string;
  datasetId: string;
  filter: AssetFilter;
}

/** Which skipped files: of one dataset of one organization, and what to leave out. */
export interface SkippedFileSelection {
  organizationId: string;
  datasetId: string;
  filter: SkippedFileFilter;
}

/** Which skipped files: of one connection of one organization, for one reason or for all (null). */
export interface FixSelection {
  organizationId: string;
  connectionId: string;
  reason: SkipReason | null;
}

export interface FileCounts {
  assets: number;
  skipped: number;
}

/** What is stored, to be looked at. Ids of another organization are simply not in an answer. */
export interface Library {
  listDatasets(organizationId: string): Promise<Dataset[]>;
  findDatasets(organizationId: string, ids: readonly string[]): Promise<Map<string, Dataset>>;
  /** By dataset id; one that nothing was synced into is not in it. */
  countsOfDatasets(organizationId: string, ids: readonly string[]): Promise<Map<string, FileCounts>>;
  /** By connection id; one that nothing was synced from is not in it. */
  countsOfConnections(organizationId: string, ids: readonly string[]): Promise<Map<string, FileCounts>>;
  findAssets(organizationId: string, ids: readonly string[]): Promise<Map<string, Asset>>;
  listAssets(wanted: AssetSelection, slice: AssetSlice): Promise<Asset[]>;
  countAssets(wanted: AssetSelection): Promise<number>;
  listSkippedFiles(wanted: SkippedFileSelection, slice: Slice<KeyPosition>): Promise<SkippedFile[]>;
  countSkippedFiles(wanted: SkippedFileSelection): Promise<number>;
  /** What one run left out, also where a later run took it up. */
  listSkippedFilesOfRun(organizationId: string, runId: string, slice: Slice<KeyPosition>): Promise<SkippedFile[]>;
  countSkippedFilesOfRun(organizationId: string, runId: string): Promise<number>;
  /** Skipped files of one connection, for one reason or for all, that some fix applies to: the first `limit` by key. */
  listFixableFiles(wanted: FixSelection, limit: number): Promise<SkippedFile[]>;
  /** How many skipped files of one connection no fix applies to. */
  countUnfixableFiles(wanted: FixSelection): Promise<number>;
  findOrganization(organizationId: string): Promise<Organization | undefined>;
  /** Data rows used in the month of `now`. */
  dataRowsUsed(organizationId: string, now: Date): Promise<number>;
}

/** Stores a dataset, and its organization where nobody has set it up yet. */
export type StoreDataset = (organization: Organization, dataset: Dataset) => Promise<void>;
