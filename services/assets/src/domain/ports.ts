import type { BatchInspected, SkipReason } from '@bucket-sync/shared/contracts';
import type { Asset, SkippedFile } from './asset.ts';
import type { Dataset } from './dataset.ts';
import type { IntakePlan } from './intake.ts';
import type { Organization } from './organization.ts';
import type { AssetFilter, AssetSlice, KeyPosition, SkippedFileFilter, Slice } from './paging.ts';

/** Whose objects a batch holds. */
export type BatchScope = Pick<
  BatchInspected,
  'organizationId' | 'connectionId' | 'datasetId' | 'runId' | 'runOrdinal' | 'batchId'
>;

/** The connection that a batch is of, locked. */
export interface LockedConnection {
  /** It never changes. */
  datasetId: string;
  /** A later run has begun, or the connection was removed: what the batch says of its objects is no longer so. */
  isStale: boolean;
}

/** The books of one batch, inside one transaction: all of it is stored, or none. */
export interface IntakeTransaction {
  /** False when the batch was applied before; else no other may apply it until this transaction has ended. */
  claimBatch(now: Date): Promise<boolean>;
  /** True when the batch's dataset is the organization's own. */
  ownsDataset(): Promise<boolean>;
  /** Makes the connection known and keeps its other batches waiting until the end. */
  lockConnection(): Promise<LockedConnection>;
  /** Ids of the connection's assets by object key, for these keys. */
  assetIds(objectKeys: readonly string[]): Promise<Map<string, string>>;
  /** Keeps the organization's other batches waiting until the end. @returns what is left in the month of `now` */
  lockDataRows(now: Date): Promise<number>;
  /** @throws when the limit would be overrun: nothing of the batch is stored then */
  chargeDataRows(now: Date, count: number): Promise<void>;
  /** Stores assets, skipped files and removals, and counts them. */
  store(plan: IntakePlan, now: Date): Promise<void>;
  /** Tells the sync service and everybody else, once the transaction is durable. */
  announce(plan: IntakePlan, cost: BatchInspected['cost']): Promise<void>;
}

/** Runs `work` on the books of one batch. */
export type RunIntake = (scope: BatchScope, work: (ledger: IntakeTransaction) => Promise<void>) => Promise<void>;

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
export interface MendingWanted {
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
  /** What is left out of one connection, for one reason or for all, and something can mend: the first `limit` by key. */
  listMendableFiles(wanted: MendingWanted, limit: number): Promise<SkippedFile[]>;
  /** How many are left out of one connection that nothing can mend. */
  countUnmendableFiles(wanted: MendingWanted): Promise<number>;
  findOrganization(organizationId: string): Promise<Organization | undefined>;
  /** Data rows used in the month of `now`. */
  dataRowsUsed(organizationId: string, now: Date): Promise<number>;
}

/** Stores a dataset, and its organization where nobody has set it up yet. */
export type StoreDataset = (organization: Organization, dataset: Dataset) => Promise<void>;
