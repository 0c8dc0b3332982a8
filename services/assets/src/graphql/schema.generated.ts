// Made by `npm run codegen` from schema.graphql. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { DataRowQuotaMapper, DatasetMapper, AssetMapper, AssetConnectionMapper, SkippedFileMapper, SkippedFileConnectionMapper, BucketConnectionMapper, Context } from './schema.mappers.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  DateTime: { input: string; output: Date | string; }
  _FieldSet: { input: unknown; output: unknown; }
};

export type Query = {
  /**
   * Newest first; an organization has 1,000 at most (MAX_DATASETS_PER_ORGANIZATION). first is 1 to 1,000; after is the id
   * of the last one before.
   */
  datasets: Array<Dataset>;
  dataset?: Maybe<Dataset>;
  asset?: Maybe<Asset>;
  /** The caller's organization, its plan and its data rows (Billing). */
  organization: Organization;
  /** For the sync service: for each of 1,000 contents at most, whether some asset of the dataset has these bytes. */
  contentsInDataset: Array<Scalars['Boolean']['output']>;
};


export type QueryDatasetsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryDatasetArgs = {
  id: Scalars['ID']['input'];
};


export type QueryAssetArgs = {
  id: Scalars['ID']['input'];
};


export type QueryContentsInDatasetArgs = {
  datasetId: Scalars['ID']['input'];
  contents: Array<FileContent>;
};

export type FileContent = {
  etag: Scalars['String']['input'];
  sizeBytes: Scalars['Float']['input'];
};

export type Mutation = {
  createDataset: DatasetResult;
  /**
   * Deletes the dataset, its assets and their history here; nothing in the bucket. Refused while the dataset has
   * connections.
   */
  deleteDataset: DeleteDatasetResult;
  /**
   * Deletes assets here; nothing in the bucket. A connected file comes back with the next sync, at no data row this month.
   * expectedCount must equal what the filter finds now: nothing is deleted that the caller has not seen. Some ten thousand
   * are deleted when this answers, and more within minutes.
   */
  deleteAssets: DeleteAssetsResult;
};


export type MutationCreateDatasetArgs = {
  name: Scalars['String']['input'];
};


export type MutationDeleteDatasetArgs = {
  id: Scalars['ID']['input'];
};


export type MutationDeleteAssetsArgs = {
  datasetId: Scalars['ID']['input'];
  filter: AssetFilter;
  expectedCount: Scalars['Int']['input'];
};

export type DeleteDatasetResult = DeletedDataset | Problem;

export type DeleteAssetsResult = DeletedAssets | Problem;

export type DeletedDataset = {
  id: Scalars['ID']['output'];
};

export type DeletedAssets = {
  count: Scalars['Int']['output'];
};

export type DatasetResult = Dataset | Problem;

export type Organization = {
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  plan: Plan;
  dataRows: DataRowQuota;
};

export type Plan =
  | 'FREE'
  | 'PAID';

/** Data rows of one calendar month, UTC. used never exceeds limit. */
export type DataRowQuota = {
  /** 2026-11 */
  month: Scalars['String']['output'];
  limit: Scalars['Int']['output'];
  used: Scalars['Int']['output'];
  remaining: Scalars['Int']['output'];
  resetsAt: Scalars['DateTime']['output'];
  /** The ledger of the month, added up. The charges add up to used; waivers say what was not charged, and why. */
  byReason: Array<DataRowSum>;
  /** What used is made of, by the ledger: by day and dataset, in the order of days. */
  charges: Array<DataRowCharge>;
};

export type DataRowCharge = {
  /** 2026-11-27, UTC */
  day: Scalars['String']['output'];
  /** Null for a dataset that was deleted, and for rows used before there was a ledger. */
  datasetId?: Maybe<Scalars['ID']['output']>;
  rows: Scalars['Int']['output'];
};

export type DataRowSum = {
  kind: DataRowKind;
  reason: DataRowReason;
  rows: Scalars['Int']['output'];
};

export type DataRowKind =
  | 'CHARGE'
  | 'WAIVER';

/** Why data rows were charged or waived. */
export type DataRowReason =
  /** The dataset never had the asset. */
  | 'NEW'
  /** The file was deleted and is back. It is charged at most once a month. */
  | 'RETURNED'
  /** The file did not fit for a while. Its asset is never charged again. */
  | 'WITHDRAWN_RETURNED'
  /** The connection of the asset was removed, and another one found the file. */
  | 'ADOPTED'
  /** The file has another key and the same bytes. */
  | 'RENAMED'
  /** What the month had used before there was a ledger. */
  | 'OPENING';

/** One line of the ledger. */
export type DataRowEntry = {
  /** 2026-11 */
  month: Scalars['String']['output'];
  at: Scalars['DateTime']['output'];
  kind: DataRowKind;
  reason: DataRowReason;
  rows: Scalars['Int']['output'];
  /** The key that the file had then. */
  objectKey: Scalars['String']['output'];
  runId: Scalars['ID']['output'];
};

export type Dataset = {
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  createdAt: Scalars['DateTime']['output'];
  assetCount: Scalars['Int']['output'];
  /**
   * The Explorer. first is 100 at most. skip passes over that many assets after the cursor, 10,000 at most: a scroll bar
   * jumps by it.
   */
  assets: AssetConnection;
  skippedFiles: SkippedFileConnection;
  /**
   * Assets whose bytes the dataset has more than once, by ETag and size. The first asset of each is not counted.
   * BAD_REQUEST in a dataset of more than 1,000,000 assets.
   */
  duplicateCount: Scalars['Int']['output'];
  /** Skipped files by reason, over all connections, most frequent first. */
  skippedByReason: Array<SkipCount>;
  /** The whole dataset, or the whole list of skipped files, as one streamed download. */
  export: Download;
};


export type DatasetAssetsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  skip?: InputMaybe<Scalars['Int']['input']>;
  filter?: InputMaybe<AssetFilter>;
  orderBy?: InputMaybe<AssetOrder>;
};


export type DatasetSkippedFilesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<SkippedFileFilter>;
};


export type DatasetExportArgs = {
  content?: InputMaybe<ExportContent>;
  format?: InputMaybe<ExportFormat>;
};

export type ExportContent =
  | 'ASSETS'
  | 'SKIPPED_FILES';

export type ExportFormat =
  /** RFC 4180, UTF-8. A cell that a spreadsheet would run as a formula has an apostrophe in front. */
  | 'CSV'
  | 'JSON_LINES'
  | 'PARQUET';

/** A link to this service, valid for minutes, that needs no token. */
export type Download = {
  href: Scalars['String']['output'];
  filename: Scalars['String']['output'];
  expiresAt: Scalars['DateTime']['output'];
};

export type SkipCount = {
  reason: SkipReason;
  count: Scalars['Int']['output'];
};

/**
 * Fields other than ids and objectKeys read every asset: BAD_REQUEST in a dataset of more than 1,000,000 assets, and for
 * isDuplicate together with another of them in a dataset of more than 500,000.
 */
export type AssetFilter = {
  /** These assets, 1,000 at most. */
  ids?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** The assets under exactly these keys, 1,000 keys at most. */
  objectKeys?: InputMaybe<Array<Scalars['String']['input']>>;
  connectionId?: InputMaybe<Scalars['ID']['input']>;
  isConnected?: InputMaybe<Scalars['Boolean']['input']>;
  /** true: only assets with a duplicateOf; false: only assets without one. */
  isDuplicate?: InputMaybe<Scalars['Boolean']['input']>;
  mediaType?: InputMaybe<MediaType>;
  /** Substring of the object key, any case, whether its letters are composed (NFC) or decomposed (NFD). */
  search?: InputMaybe<Scalars['String']['input']>;
  minWidth?: InputMaybe<Scalars['Int']['input']>;
  minHeight?: InputMaybe<Scalars['Int']['input']>;
};

export type AssetOrder =
  | 'OBJECT_KEY'
  | 'NEWEST'
  | 'LARGEST';

export type MediaType =
  | 'IMAGE'
  | 'VIDEO';

export type AssetConnection = {
  totalCount: Scalars['Int']['output'];
  edges: Array<AssetEdge>;
  pageInfo: PageInfo;
};

export type AssetEdge = {
  cursor: Scalars['String']['output'];
  node: Asset;
};

export type PageInfo = {
  hasNextPage: Scalars['Boolean']['output'];
  hasPreviousPage: Scalars['Boolean']['output'];
  startCursor?: Maybe<Scalars['String']['output']>;
  endCursor?: Maybe<Scalars['String']['output']>;
};

export type Asset = {
  id: Scalars['ID']['output'];
  dataset: Dataset;
  bucketConnectionId: Scalars['ID']['output'];
  objectKey: Scalars['String']['output'];
  /** Last part of the object key. */
  filename: Scalars['String']['output'];
  mediaType: MediaType;
  contentType: Scalars['String']['output'];
  sizeBytes: Scalars['Float']['output'];
  etag: Scalars['String']['output'];
  /** Pixels, as displayed. */
  width: Scalars['Int']['output'];
  height: Scalars['Int']['output'];
  video?: Maybe<VideoDetails>;
  lastModified: Scalars['DateTime']['output'];
  addedAt: Scalars['DateTime']['output'];
  updatedAt: Scalars['DateTime']['output'];
  /** False: the connection was removed; the metadata stays. */
  isConnected: Scalars['Boolean']['output'];
  /** The first asset of the dataset with the same ETag and size; null when this is it, or the only one. */
  duplicateOf?: Maybe<Asset>;
  /** What the asset was charged, and what was waived, newest first: 20 entries at most. */
  dataRowEntries: Array<DataRowEntry>;
};

export type VideoDetails = {
  /** Milliseconds; 0: unknown. */
  durationMs: Scalars['Int']['output'];
  /** Frames a second; null: the file states none. */
  frameRate?: Maybe<Scalars['Float']['output']>;
  /** Null: the file states none. */
  frameCount?: Maybe<Scalars['Int']['output']>;
  codec: Scalars['String']['output'];
  pixelFormat: Scalars['String']['output'];
  /** Of MP4 and similar files; null for others. */
  majorBrand?: Maybe<Scalars['String']['output']>;
};

export type SkippedFileFilter = {
  connectionId?: InputMaybe<Scalars['ID']['input']>;
  reason?: InputMaybe<SkipReason>;
};

export type SkippedFileConnection = {
  totalCount: Scalars['Int']['output'];
  edges: Array<SkippedFileEdge>;
  pageInfo: PageInfo;
};

export type SkippedFileEdge = {
  cursor: Scalars['String']['output'];
  node: SkippedFile;
};

/** One way to fix a skipped file. */
export type Fix = {
  /** For example: Change the brand to mp42, in place. */
  title: Scalars['String']['output'];
  /** For a POSIX shell, in the folder where the file lies under the last part of its key. */
  command: Scalars['String']['output'];
  /** What the fixed file no longer has, for example: animation (9 of 10 frames). Empty: nothing. */
  loses: Array<Scalars['String']['output']>;
  /** When this way is the right one. */
  advice: Scalars['String']['output'];
};

export type SkippedFile = {
  id: Scalars['ID']['output'];
  bucketConnectionId: Scalars['ID']['output'];
  objectKey: Scalars['String']['output'];
  sizeBytes: Scalars['Float']['output'];
  reason: SkipReason;
  /** What was found, for example: EXIF orientation 6; major brand isom. */
  detail: Scalars['String']['output'];
  /** The command of the first fix, if that one loses nothing; null where no command fixes the file without a loss. */
  fixCommand?: Maybe<Scalars['String']['output']>;
  /** Every way to fix the file, those that lose nothing first. */
  fixes: Array<Fix>;
  firstSkippedAt: Scalars['DateTime']['output'];
  lastSkippedAt: Scalars['DateTime']['output'];
};

export type BucketConnection = {
  id: Scalars['ID']['output'];
  bucketName: Scalars['String']['output'];
  prefix: Scalars['String']['output'];
  region: Scalars['String']['output'];
  assetCount: Scalars['Int']['output'];
  skippedCount: Scalars['Int']['output'];
  /**
   * A shell script that fixes every skipped file that a command can fix, for one reason or for all. It does only what
   * loses nothing, unless it is run with --allow-loss. The first 50,000 files in the order of their keys, and 1.5 MB at
   * most. If more files follow, the script says so and names its last key; `afterKey` continues after that key.
   */
  repairScript: Scalars['String']['output'];
  /** The same script as a download, without the limit of 1.5 MB. */
  repairScriptDownload: Download;
};


export type BucketConnectionRepairScriptArgs = {
  reason?: InputMaybe<SkipReason>;
  afterKey?: InputMaybe<Scalars['String']['input']>;
};


export type BucketConnectionRepairScriptDownloadArgs = {
  reason?: InputMaybe<SkipReason>;
  afterKey?: InputMaybe<Scalars['String']['input']>;
};

export type SyncRun = {
  id: Scalars['ID']['output'];
  /** What this run skipped. A file that a later run inspected again stays in this list for 90 days (SKIP_HISTORY_DAYS). */
  skippedFiles: SkippedFileConnection;
};


export type SyncRunSkippedFilesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type SkipReason =
  | 'EXIF_ORIENTATION'
  | 'MP4_MAJOR_BRAND'
  | 'PIXEL_FORMAT'
  | 'UNSUPPORTED_FORMAT'
  | 'NOT_MEDIA'
  | 'CORRUPT'
  | 'EMPTY'
  | 'TOO_LARGE'
  | 'TOO_COMPLEX'
  | 'ARCHIVED'
  | 'KMS_DENIED'
  | 'READ_DENIED'
  | 'CHANGED_DURING_SYNC'
  | 'GONE_DURING_SYNC'
  /** AWS kept answering with an error for this one file; detail has its last answer. */
  | 'READ_FAILED'
  | 'QUOTA_EXCEEDED';

export type Problem = {
  code: ProblemCode;
  message: Scalars['String']['output'];
  field?: Maybe<Scalars['String']['output']>;
};

export type ProblemCode =
  | 'INVALID_INPUT'
  | 'PLAN_REQUIRED'
  | 'QUOTA_EXHAUSTED'
  | 'NOT_FOUND'
  | 'CONNECTION_NOT_HEALTHY'
  | 'SYNC_ALREADY_RUNNING'
  | 'NOT_ALLOWED_NOW';



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Organization: Organization;
  Dataset: Dataset;
  Asset: Asset;
  BucketConnection: BucketConnection;
  SyncRun: SyncRun;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Organization:
    ( { __typename: 'Organization' }
    & GraphQLRecursivePick<FederationTypes['Organization'], {"id":true}> );
  Dataset:
    ( { __typename: 'Dataset' }
    & GraphQLRecursivePick<FederationTypes['Dataset'], {"id":true}> );
  Asset:
    ( { __typename: 'Asset' }
    & GraphQLRecursivePick<FederationTypes['Asset'], {"id":true}> );
  BucketConnection:
    ( { __typename: 'BucketConnection' }
    & GraphQLRecursivePick<FederationTypes['BucketConnection'], {"id":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['BucketConnection'], {"bucketName":true,"prefix":true,"region":true}>
        | GraphQLRecursivePick<FederationTypes['BucketConnection'], {"bucketName":true,"prefix":true,"region":true}>
        | GraphQLRecursivePick<FederationTypes['BucketConnection'], {"bucketName":true,"prefix":true,"region":true}> ) );
  SyncRun:
    ( { __typename: 'SyncRun' }
    & GraphQLRecursivePick<FederationTypes['SyncRun'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  DeleteDatasetResult:
    | ( DeletedDataset )
    | ( Problem )
  ;
  DeleteAssetsResult:
    | ( DeletedAssets )
    | ( Problem )
  ;
  DatasetResult:
    | ( DatasetMapper )
    | ( Problem )
  ;
};


/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  FileContent: FileContent;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  DeleteDatasetResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['DeleteDatasetResult']>;
  DeleteAssetsResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['DeleteAssetsResult']>;
  DeletedDataset: ResolverTypeWrapper<DeletedDataset>;
  DeletedAssets: ResolverTypeWrapper<DeletedAssets>;
  DatasetResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['DatasetResult']>;
  Organization: ResolverTypeWrapper<Omit<Organization, 'dataRows'> & { dataRows: ResolversTypes['DataRowQuota'] }>;
  Plan: Plan;
  DataRowQuota: ResolverTypeWrapper<DataRowQuotaMapper>;
  DataRowCharge: ResolverTypeWrapper<DataRowCharge>;
  DataRowSum: ResolverTypeWrapper<DataRowSum>;
  DataRowKind: DataRowKind;
  DataRowReason: DataRowReason;
  DataRowEntry: ResolverTypeWrapper<DataRowEntry>;
  Dataset: ResolverTypeWrapper<DatasetMapper>;
  ExportContent: ExportContent;
  ExportFormat: ExportFormat;
  Download: ResolverTypeWrapper<Download>;
  SkipCount: ResolverTypeWrapper<SkipCount>;
  AssetFilter: AssetFilter;
  AssetOrder: AssetOrder;
  MediaType: MediaType;
  AssetConnection: ResolverTypeWrapper<AssetConnectionMapper>;
  AssetEdge: ResolverTypeWrapper<Omit<AssetEdge, 'node'> & { node: ResolversTypes['Asset'] }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Asset: ResolverTypeWrapper<AssetMapper>;
  VideoDetails: ResolverTypeWrapper<VideoDetails>;
  SkippedFileFilter: SkippedFileFilter;
  SkippedFileConnection: ResolverTypeWrapper<SkippedFileConnectionMapper>;
  SkippedFileEdge: ResolverTypeWrapper<Omit<SkippedFileEdge, 'node'> & { node: ResolversTypes['SkippedFile'] }>;
  Fix: ResolverTypeWrapper<Fix>;
  SkippedFile: ResolverTypeWrapper<SkippedFileMapper>;
  BucketConnection: ResolverTypeWrapper<BucketConnectionMapper>;
  SyncRun: ResolverTypeWrapper<Omit<SyncRun, 'skippedFiles'> & { skippedFiles: ResolversTypes['SkippedFileConnection'] }>;
  SkipReason: SkipReason;
  Problem: ResolverTypeWrapper<Problem>;
  ProblemCode: ProblemCode;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Query: Record<PropertyKey, never>;
  Int: Scalars['Int']['output'];
  ID: Scalars['ID']['output'];
  Boolean: Scalars['Boolean']['output'];
  FileContent: FileContent;
  String: Scalars['String']['output'];
  Float: Scalars['Float']['output'];
  Mutation: Record<PropertyKey, never>;
  DeleteDatasetResult: ResolversUnionTypes<ResolversParentTypes>['DeleteDatasetResult'];
  DeleteAssetsResult: ResolversUnionTypes<ResolversParentTypes>['DeleteAssetsResult'];
  DeletedDataset: DeletedDataset;
  DeletedAssets: DeletedAssets;
  DatasetResult: ResolversUnionTypes<ResolversParentTypes>['DatasetResult'];
  Organization: Omit<Organization, 'dataRows'> & { dataRows: ResolversParentTypes['DataRowQuota'] } | FederationReferenceTypes['Organization'];
  DataRowQuota: DataRowQuotaMapper;
  DataRowCharge: DataRowCharge;
  DataRowSum: DataRowSum;
  DataRowEntry: DataRowEntry;
  Dataset: DatasetMapper;
  Download: Download;
  SkipCount: SkipCount;
  AssetFilter: AssetFilter;
  AssetConnection: AssetConnectionMapper;
  AssetEdge: Omit<AssetEdge, 'node'> & { node: ResolversParentTypes['Asset'] };
  PageInfo: PageInfo;
  Asset: AssetMapper;
  VideoDetails: VideoDetails;
  SkippedFileFilter: SkippedFileFilter;
  SkippedFileConnection: SkippedFileConnectionMapper;
  SkippedFileEdge: Omit<SkippedFileEdge, 'node'> & { node: ResolversParentTypes['SkippedFile'] };
  Fix: Fix;
  SkippedFile: SkippedFileMapper;
  BucketConnection: BucketConnectionMapper;
  SyncRun: Omit<SyncRun, 'skippedFiles'> & { skippedFiles: ResolversParentTypes['SkippedFileConnection'] } | FederationReferenceTypes['SyncRun'];
  Problem: Problem;
  DateTime: Scalars['DateTime']['output'];
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  datasets?: Resolver<Array<ResolversTypes['Dataset']>, ParentType, ContextType, RequireFields<QueryDatasetsArgs, 'first'>>;
  dataset?: Resolver<Maybe<ResolversTypes['Dataset']>, ParentType, ContextType, RequireFields<QueryDatasetArgs, 'id'>>;
  asset?: Resolver<Maybe<ResolversTypes['Asset']>, ParentType, ContextType, RequireFields<QueryAssetArgs, 'id'>>;
  organization?: Resolver<ResolversTypes['Organization'], ParentType, ContextType>;
  contentsInDataset?: Resolver<Array<ResolversTypes['Boolean']>, ParentType, ContextType, RequireFields<QueryContentsInDatasetArgs, 'datasetId' | 'contents'>>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createDataset?: Resolver<ResolversTypes['DatasetResult'], ParentType, ContextType, RequireFields<MutationCreateDatasetArgs, 'name'>>;
  deleteDataset?: Resolver<ResolversTypes['DeleteDatasetResult'], ParentType, ContextType, RequireFields<MutationDeleteDatasetArgs, 'id'>>;
  deleteAssets?: Resolver<ResolversTypes['DeleteAssetsResult'], ParentType, ContextType, RequireFields<MutationDeleteAssetsArgs, 'datasetId' | 'filter' | 'expectedCount'>>;
};

export type DeleteDatasetResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteDatasetResult'] = ResolversParentTypes['DeleteDatasetResult']> = {
  __resolveType: TypeResolveFn<'DeletedDataset' | 'Problem', ParentType, ContextType>;
};

export type DeleteAssetsResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteAssetsResult'] = ResolversParentTypes['DeleteAssetsResult']> = {
  __resolveType: TypeResolveFn<'DeletedAssets' | 'Problem', ParentType, ContextType>;
};

export type DeletedDatasetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeletedDataset'] = ResolversParentTypes['DeletedDataset']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeletedAssetsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeletedAssets'] = ResolversParentTypes['DeletedAssets']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DatasetResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DatasetResult'] = ResolversParentTypes['DatasetResult']> = {
  __resolveType: TypeResolveFn<'Dataset' | 'Problem', ParentType, ContextType>;
};

export type OrganizationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Organization'] = ResolversParentTypes['Organization'], FederationReferenceType extends FederationReferenceTypes['Organization'] = FederationReferenceTypes['Organization']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Organization']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  plan?: Resolver<ResolversTypes['Plan'], ParentType, ContextType>;
  dataRows?: Resolver<ResolversTypes['DataRowQuota'], ParentType, ContextType>;
};

export type DataRowQuotaResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DataRowQuota'] = ResolversParentTypes['DataRowQuota']> = {
  month?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  limit?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  used?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  remaining?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  resetsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  byReason?: Resolver<Array<ResolversTypes['DataRowSum']>, ParentType, ContextType>;
  charges?: Resolver<Array<ResolversTypes['DataRowCharge']>, ParentType, ContextType>;
};

export type DataRowChargeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DataRowCharge'] = ResolversParentTypes['DataRowCharge']> = {
  day?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  datasetId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  rows?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DataRowSumResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DataRowSum'] = ResolversParentTypes['DataRowSum']> = {
  kind?: Resolver<ResolversTypes['DataRowKind'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['DataRowReason'], ParentType, ContextType>;
  rows?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DataRowEntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DataRowEntry'] = ResolversParentTypes['DataRowEntry']> = {
  month?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['DataRowKind'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['DataRowReason'], ParentType, ContextType>;
  rows?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  objectKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  runId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type DatasetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Dataset'] = ResolversParentTypes['Dataset'], FederationReferenceType extends FederationReferenceTypes['Dataset'] = FederationReferenceTypes['Dataset']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Dataset']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  assetCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  assets?: Resolver<ResolversTypes['AssetConnection'], ParentType, ContextType, RequireFields<DatasetAssetsArgs, 'first' | 'skip' | 'orderBy'>>;
  skippedFiles?: Resolver<ResolversTypes['SkippedFileConnection'], ParentType, ContextType, RequireFields<DatasetSkippedFilesArgs, 'first'>>;
  duplicateCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  skippedByReason?: Resolver<Array<ResolversTypes['SkipCount']>, ParentType, ContextType>;
  export?: Resolver<ResolversTypes['Download'], ParentType, ContextType, RequireFields<DatasetExportArgs, 'content' | 'format'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DownloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Download'] = ResolversParentTypes['Download']> = {
  href?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  filename?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type SkipCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SkipCount'] = ResolversParentTypes['SkipCount']> = {
  reason?: Resolver<ResolversTypes['SkipReason'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AssetConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetConnection'] = ResolversParentTypes['AssetConnection']> = {
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  edges?: Resolver<Array<ResolversTypes['AssetEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AssetEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetEdge'] = ResolversParentTypes['AssetEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AssetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Asset'] = ResolversParentTypes['Asset'], FederationReferenceType extends FederationReferenceTypes['Asset'] = FederationReferenceTypes['Asset']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Asset']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  dataset?: Resolver<ResolversTypes['Dataset'], ParentType, ContextType>;
  bucketConnectionId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  objectKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  filename?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  mediaType?: Resolver<ResolversTypes['MediaType'], ParentType, ContextType>;
  contentType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sizeBytes?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  etag?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  width?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  height?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  video?: Resolver<Maybe<ResolversTypes['VideoDetails']>, ParentType, ContextType>;
  lastModified?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  addedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  isConnected?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  duplicateOf?: Resolver<Maybe<ResolversTypes['Asset']>, ParentType, ContextType>;
  dataRowEntries?: Resolver<Array<ResolversTypes['DataRowEntry']>, ParentType, ContextType>;
};

export type VideoDetailsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VideoDetails'] = ResolversParentTypes['VideoDetails']> = {
  durationMs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  frameRate?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  frameCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  codec?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pixelFormat?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  majorBrand?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SkippedFileConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SkippedFileConnection'] = ResolversParentTypes['SkippedFileConnection']> = {
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  edges?: Resolver<Array<ResolversTypes['SkippedFileEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type SkippedFileEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SkippedFileEdge'] = ResolversParentTypes['SkippedFileEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['SkippedFile'], ParentType, ContextType>;
};

export type FixResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Fix'] = ResolversParentTypes['Fix']> = {
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  command?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  loses?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  advice?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SkippedFileResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SkippedFile'] = ResolversParentTypes['SkippedFile']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  bucketConnectionId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  objectKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sizeBytes?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['SkipReason'], ParentType, ContextType>;
  detail?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  fixCommand?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fixes?: Resolver<Array<ResolversTypes['Fix']>, ParentType, ContextType>;
  firstSkippedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lastSkippedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type BucketConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BucketConnection'] = ResolversParentTypes['BucketConnection'], FederationReferenceType extends FederationReferenceTypes['BucketConnection'] = FederationReferenceTypes['BucketConnection']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['BucketConnection']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  assetCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  skippedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  repairScript?: Resolver<ResolversTypes['String'], ParentType, ContextType, Partial<BucketConnectionRepairScriptArgs>>;
  repairScriptDownload?: Resolver<ResolversTypes['Download'], ParentType, ContextType, Partial<BucketConnectionRepairScriptDownloadArgs>>;
};

export type SyncRunResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SyncRun'] = ResolversParentTypes['SyncRun'], FederationReferenceType extends FederationReferenceTypes['SyncRun'] = FederationReferenceTypes['SyncRun']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['SyncRun']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  skippedFiles?: Resolver<ResolversTypes['SkippedFileConnection'], ParentType, ContextType, RequireFields<SyncRunSkippedFilesArgs, 'first'>>;
};

export type ProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = {
  code?: Resolver<ResolversTypes['ProblemCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type Resolvers<ContextType = Context> = {
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  DeleteDatasetResult?: DeleteDatasetResultResolvers<ContextType>;
  DeleteAssetsResult?: DeleteAssetsResultResolvers<ContextType>;
  DeletedDataset?: DeletedDatasetResolvers<ContextType>;
  DeletedAssets?: DeletedAssetsResolvers<ContextType>;
  DatasetResult?: DatasetResultResolvers<ContextType>;
  Organization?: OrganizationResolvers<ContextType>;
  DataRowQuota?: DataRowQuotaResolvers<ContextType>;
  DataRowCharge?: DataRowChargeResolvers<ContextType>;
  DataRowSum?: DataRowSumResolvers<ContextType>;
  DataRowEntry?: DataRowEntryResolvers<ContextType>;
  Dataset?: DatasetResolvers<ContextType>;
  Download?: DownloadResolvers<ContextType>;
  SkipCount?: SkipCountResolvers<ContextType>;
  AssetConnection?: AssetConnectionResolvers<ContextType>;
  AssetEdge?: AssetEdgeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Asset?: AssetResolvers<ContextType>;
  VideoDetails?: VideoDetailsResolvers<ContextType>;
  SkippedFileConnection?: SkippedFileConnectionResolvers<ContextType>;
  SkippedFileEdge?: SkippedFileEdgeResolvers<ContextType>;
  Fix?: FixResolvers<ContextType>;
  SkippedFile?: SkippedFileResolvers<ContextType>;
  BucketConnection?: BucketConnectionResolvers<ContextType>;
  SyncRun?: SyncRunResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
};

