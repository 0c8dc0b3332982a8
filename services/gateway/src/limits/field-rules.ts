/** A class of fields that has a rate limit of its own. */
export type RateClass = 'AWS' | 'LINK';

export interface FieldRule {
  /**
   * Cost of one value, in units of about 10 to 15 µs of CPU over all processes, PostgreSQL included. A scalar costs 1,
   * an object 2. The weights are measured with 200,000 assets and 50,000 skipped files (docs/reliability.md).
   */
  weight?: number;
  /** Weight instead of `weight` when the field is asked with a `filter`. */
  filteredWeight?: number;
  /** Assumed length of a list without a `first` argument. The subgraphs never return a longer one. */
  items?: number;
  /** Length of all these lists of one organization together, in every enclosing list. */
  inOrganization?: number;
  /** How many values one operation may request. Every alias counts, and every element of an enclosing list. */
  atMost?: number;
  /** The field returns its own parent type. A path may contain it once. */
  mayReenter?: true;
  rate?: RateClass;
}

/** Assumed length of a list that is not in this table. */
export const UNKNOWN_ITEMS = 100;

/**
 * The fields that cost more than a plain scalar or object. A test fails for a list field of the schema that has neither
 * a `first` argument nor `items` in this table.
 */
export const FIELD_RULES: Readonly<Record<string, FieldRule>> = {
  'Query.datasets': { weight: 20, items: 100 },
  'Query.bucketConnections': { weight: 20, items: 100 },
  'Query.previewSync': { weight: 2_000, atMost: 1, rate: 'AWS' },

  'Mutation.createBucketConnection': { weight: 200, atMost: 10, rate: 'AWS' },
  'Mutation.updateBucketConnection': { weight: 50, atMost: 10 },
  'Mutation.submitRoleArn': { weight: 1_000, atMost: 5, rate: 'AWS' },
  'Mutation.checkBucketConnection': { weight: 1_000, atMost: 5, rate: 'AWS' },
  'Mutation.removeBucketConnection': { weight: 200, atMost: 10, rate: 'AWS' },
  'Mutation.startSync': { weight: 200, atMost: 10, rate: 'AWS' },
  'Mutation.deleteAssets': { weight: 5_000, atMost: 1 },
  'Mutation.deleteDataset': { weight: 5_000, atMost: 1 },

  'DataRowQuota.byReason': { weight: 9_000, items: 12, atMost: 1 },
  'Asset.dataRowEntries': { weight: 5, items: 4 },

  // Each page and each count is one SQL statement. With a filter one of them reads every row of the dataset: some
  // 250 ms for a million assets, so an operation may ask for one.
  'Dataset.assets': { weight: 50, filteredWeight: 16_000, atMost: 20 },
  'Dataset.skippedFiles': { weight: 50, filteredWeight: 500, atMost: 20 },
  'SyncRun.skippedFiles': { weight: 50, atMost: 20 },
  'AssetConnection.totalCount': { weight: 100 },
  'SkippedFileConnection.totalCount': { weight: 300 },
  'Dataset.assetCount': { weight: 5 },
  'Dataset.duplicateCount': { weight: 10_000, atMost: 1 },
  'DataRowQuota.charges': { weight: 12_000, items: 1_000, atMost: 1 },
  'Dataset.skippedByReason': { weight: 1_800, items: 20, atMost: 5 },
  'Dataset.export': { weight: 100, atMost: 5 },
  'Dataset.bucketConnections': { weight: 20, items: 100, inOrganization: 1_000 },

  'BucketConnection.assetCount': { weight: 5 },
  'BucketConnection.skippedCount': { weight: 5 },
  'BucketConnection.repairScript': { weight: 25_000, atMost: 1 },
  'BucketConnection.repairScriptDownload': { weight: 100, atMost: 5 },
  'BucketConnection.setup': { weight: 5, atMost: 1_000 },
  'BucketConnection.healthHistory': { weight: 20, atMost: 20 },
  'BucketConnection.syncRuns': { weight: 20, atMost: 200 },
  'BucketConnection.includePatterns': { items: 50 },
  'BucketConnection.excludePatterns': { items: 50 },
  'BucketConnection.overlaps': { weight: 5, items: 20, mayReenter: true },

  // Texts of several kilobytes, which the subgraph and the gateway each hold in memory.
  'ConnectionSetup.iamPolicy': { weight: 10 },
  'ConnectionSetup.trustPolicy': { weight: 10 },
  'ConnectionSetup.corsConfiguration': { weight: 10 },
  'ConnectionSetup.handoff': { weight: 50, atMost: 20 },
  'SetupHandoff.cloudFormation': { weight: 25 },
  'SetupHandoff.terraform': { weight: 25 },
  'SetupHandoff.awsCli': { weight: 25 },
  'ConnectionSetup.notices': { items: 10 },
  'ConnectionHealth.probes': { items: 10 },
  'ConnectionHealth.remedy': { weight: 5 },

  'Asset.url': { weight: 5, rate: 'LINK' },
  'Asset.duplicateOf': { weight: 5, mayReenter: true },
  'SkippedFile.fixes': { weight: 10, items: 4 },
  'SkippedFile.fixCommand': { weight: 10 },
  'Fix.loses': { items: 6 },

  'SyncRun.missing': { weight: 50, atMost: 5 },
  'MissingFiles.keys': { items: 100 },
  'MissingFiles.unfitKeys': { items: 100 },
  'SyncProgress.skippedByReason': { items: 17 },
  'SyncPreview.sampleKeys': { items: 20 },
};
