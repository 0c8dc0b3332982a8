// Made by `npm run codegen` from schema.graphql. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { SyncRunMapper, BucketConnectionMapper, SyncScheduleMapper, Context } from './schema.mappers.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
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
  syncRun?: Maybe<SyncRun>;
  /**
   * Step 5.1. Lists the bucket within a time budget; changes nothing. Patterns replace those of the connection, so their
   * counts are known before they are saved.
   */
  previewSync: SyncPreviewResult;
};


export type QuerySyncRunArgs = {
  id: Scalars['ID']['input'];
};


export type QueryPreviewSyncArgs = {
  connectionId: Scalars['ID']['input'];
  includePatterns?: InputMaybe<Array<Scalars['String']['input']>>;
  excludePatterns?: InputMaybe<Array<Scalars['String']['input']>>;
};

export type Mutation = {
  /** Step 5.2, Sync Now, and every later re-sync. The run continues when the browser is closed. */
  startSync: SyncRunResult;
  /**
   * A link to the asset does not load: the next sync reads its file again. At most 1,000 reports of a connection wait. A
   * VIEWER may report too: a report alone changes no asset and starts no sync.
   */
  reportBrokenLink: BrokenLinkResult;
  /** When the connection syncs by itself; MANUAL switches that off. Returns the schedule with the time of the next sync. */
  setSyncSchedule: SyncScheduleResult;
  /** Stops a run within seconds; what was stored stays stored. */
  cancelSync: SyncRunResult;
  /** Decides a run that is HELD because too many assets would be removed or withdrawn. */
  decideRemovals: SyncRunResult;
};


export type MutationStartSyncArgs = {
  connectionId: Scalars['ID']['input'];
  only?: InputMaybe<Array<SkipReason>>;
};


export type MutationReportBrokenLinkArgs = {
  assetId: Scalars['ID']['input'];
};


export type MutationSetSyncScheduleArgs = {
  connectionId: Scalars['ID']['input'];
  schedule: SyncScheduleInput;
};


export type MutationCancelSyncArgs = {
  runId: Scalars['ID']['input'];
};


export type MutationDecideRemovalsArgs = {
  runId: Scalars['ID']['input'];
  decision: RemovalDecision;
};

export type Subscription = {
  /** The live progress bar: the current state at once, then every change, until the run has ended. */
  syncProgress: SyncRun;
  /**
   * Every run of the caller's organization, for the Connected Bucket dropdown and the Connection Manager. First the newest
   * run of each connection, if it has not ended or ended in the last five minutes. Then every change.
   */
  syncActivity: SyncRun;
};


export type SubscriptionSyncProgressArgs = {
  runId: Scalars['ID']['input'];
};

export type SyncPreviewResult = SyncPreview | Problem;

export type SyncRunResult = SyncRun | Problem;

export type BrokenLinkResult = BrokenLinkReported | Problem;

export type SyncScheduleResult = SyncSchedule | Problem;

export type BrokenLinkReported = {
  assetId: Scalars['ID']['output'];
};

export type SyncScheduleInput = {
  interval: SyncInterval;
  /** HH:MM for DAILY and WEEKLY, in timeZone. */
  atTime?: InputMaybe<Scalars['String']['input']>;
  /** MONDAY … SUNDAY for WEEKLY. */
  weekday?: InputMaybe<Weekday>;
  /** IANA name, such as Asia/Singapore; UTC by default. */
  timeZone?: InputMaybe<Scalars['String']['input']>;
};

export type SyncInterval =
  | 'MANUAL'
  | 'HOURLY'
  | 'DAILY'
  | 'WEEKLY';

export type Weekday =
  | 'MONDAY'
  | 'TUESDAY'
  | 'WEDNESDAY'
  | 'THURSDAY'
  | 'FRIDAY'
  | 'SATURDAY'
  | 'SUNDAY';

/**
 * A local time that daylight saving skips is moved by as much as the clock jumps. A local time that occurs twice counts
 * the first time.
 */
export type SyncSchedule = {
  interval: SyncInterval;
  atTime?: Maybe<Scalars['String']['output']>;
  weekday?: Maybe<Weekday>;
  timeZone: Scalars['String']['output'];
  /**
   * Up to five minutes after atTime, and at any minute for HOURLY: syncs of all customers are spread. Null for MANUAL and
   * while paused.
   */
  nextSyncAt?: Maybe<Scalars['DateTime']['output']>;
  /** Why no sync starts: the connection is not healthy. The schedule resumes by itself once it is. */
  pausedReason?: Maybe<Scalars['String']['output']>;
};

export type SyncPreview = {
  /** Objects under the prefix that were counted within the time budget. */
  objectCount: Scalars['Int']['output'];
  /** False: there are more than objectCount. */
  isComplete: Scalars['Boolean']['output'];
  totalBytes: Scalars['Float']['output'];
  imageCount: Scalars['Int']['output'];
  videoCount: Scalars['Int']['output'];
  /** Objects that are neither an image nor a video by their name. */
  otherCount: Scalars['Int']['output'];
  /** Object keys spread over the prefix, in order, 20 at most. */
  sampleKeys: Array<Scalars['String']['output']>;
  newCount: Scalars['Int']['output'];
  changedCount: Scalars['Int']['output'];
  unchangedCount: Scalars['Int']['output'];
  /**
   * Of unchangedCount: files skipped earlier for a reason that may have passed, such as no data rows or a failed read. A
   * sync inspects them again.
   */
  retriedCount: Scalars['Int']['output'];
  missingCount: Scalars['Int']['output'];
  /** Objects that the connection's patterns exclude; in no other count but objectCount. */
  excludedCount: Scalars['Int']['output'];
  /** Of newCount: files whose bytes the dataset has under another key or connection, or an earlier new file has. */
  duplicateCount: Scalars['Int']['output'];
  /**
   * The most data rows that a sync now would use for these objects. It assumes that every new or retried file that has to
   * be read fits and has the higher price: a name proves nothing.
   */
  dataRowsNeeded: Scalars['Int']['output'];
  /** The data rows left this month. */
  dataRowsLeft: Scalars['Int']['output'];
};

export type RemovalDecision =
  /**
   * The assets of missing files are removed, those of files that no longer fit are withdrawn. Both are checked again
   * first: a file that was put back or fixed meanwhile keeps its asset.
   */
  | 'REMOVE'
  /** They stay as they are. The next sync that finds them missing or unfit asks again. */
  | 'KEEP';

export type SyncState =
  | 'QUEUED'
  | 'RUNNING'
  /** Everything is stored except the loss of many assets whose files are missing or no longer fit: decideRemovals. */
  | 'HELD'
  | 'SUCCEEDED'
  /**
   * Ended, and some files have no asset: this run skipped them (skipped), or an earlier run did and they are unchanged
   * (leftOut).
   */
  | 'SUCCEEDED_WITH_SKIPS'
  | 'FAILED'
  | 'CANCELLED';

export type SyncRun = {
  id: Scalars['ID']['output'];
  connection: BucketConnection;
  state: SyncState;
  requestedAt: Scalars['DateTime']['output'];
  startedAt?: Maybe<Scalars['DateTime']['output']>;
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
  progress: SyncProgress;
  /** Why it failed, in the words of the connection's health; null otherwise. */
  failure?: Maybe<SyncFailure>;
  /** What decideRemovals removes or keeps: the files that a HELD run found missing or unfit. Null in every other state. */
  missing?: Maybe<MissingFiles>;
};

export type MissingFiles = {
  /**
   * All whose assets are to be decided: the files that are missing, and those that no longer fit. Files without an asset
   * do not count.
   */
  count: Scalars['Int']['output'];
  /**
   * Of count: files that are in the bucket, and no longer fit. Of the unchanged files a sync reads only a sample, so more
   * of them may no longer be readable than are counted here.
   */
  unfitCount: Scalars['Int']['output'];
  /** The first of them in the order of S3, 100 at most. */
  keys: Array<Scalars['String']['output']>;
  /** Of keys: files that are in the bucket, and no longer fit. */
  unfitKeys: Array<Scalars['String']['output']>;
};

/** All counts are of objects. listed = unchanged + waiting + added + updated + skipped. */
export type SyncProgress = {
  /** Grows by one with every published change; never goes back. */
  sequence: Scalars['Int']['output'];
  /** 0 to 1; null while the number of objects is not yet known. */
  fraction?: Maybe<Scalars['Float']['output']>;
  listingDone: Scalars['Boolean']['output'];
  listed: Scalars['Int']['output'];
  unchanged: Scalars['Int']['output'];
  /** Of unchanged: files that an earlier run skipped, and that still have no asset. */
  leftOut: Scalars['Int']['output'];
  waiting: Scalars['Int']['output'];
  added: Scalars['Int']['output'];
  updated: Scalars['Int']['output'];
  skipped: Scalars['Int']['output'];
  /** Files that an earlier sync knew, and that are no longer in the bucket or are excluded now: assets and skipped files. */
  removed: Scalars['Int']['output'];
  /** Of updated: files that kept their asset under a new key. */
  renamed: Scalars['Int']['output'];
  /** Of skipped: files that were assets and no longer fit. */
  withdrawn: Scalars['Int']['output'];
  /** Objects that the connection's patterns exclude; in no other count. */
  excluded: Scalars['Int']['output'];
  skippedByReason: Array<SkipCount>;
  bytesRead: Scalars['Float']['output'];
  requestCount: Scalars['Int']['output'];
  objectsPerSecond: Scalars['Float']['output'];
  /** By the rate of the last seconds; null while the number of objects is not known, or nothing finishes. */
  secondsLeft?: Maybe<Scalars['Int']['output']>;
  /**
   * What the run waits for, such as "AWS answers 500 InternalError for train/a.jpg; trying again". Null while it does not
   * wait.
   */
  waitingFor?: Maybe<Scalars['String']['output']>;
};

export type SkipCount = {
  reason: SkipReason;
  count: Scalars['Int']['output'];
};

export type SyncFailure = {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
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

export type BucketConnection = {
  id: Scalars['ID']['output'];
  /** Newest first. */
  syncRuns: Array<SyncRun>;
  activeSync?: Maybe<SyncRun>;
  lastSync?: Maybe<SyncRun>;
  /** When the connection syncs by itself. */
  schedule: SyncSchedule;
};


export type BucketConnectionSyncRunsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};

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
  SyncRun: SyncRun;
  BucketConnection: BucketConnection;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  SyncRun:
    ( { __typename: 'SyncRun' }
    & GraphQLRecursivePick<FederationTypes['SyncRun'], {"id":true}> );
  BucketConnection:
    ( { __typename: 'BucketConnection' }
    & GraphQLRecursivePick<FederationTypes['BucketConnection'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  SyncPreviewResult:
    | ( SyncPreview )
    | ( Problem )
  ;
  SyncRunResult:
    | ( SyncRunMapper )
    | ( Problem )
  ;
  BrokenLinkResult:
    | ( BrokenLinkReported )
    | ( Problem )
  ;
  SyncScheduleResult:
    | ( SyncScheduleMapper )
    | ( Problem )
  ;
};


/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SyncPreviewResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SyncPreviewResult']>;
  SyncRunResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SyncRunResult']>;
  BrokenLinkResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['BrokenLinkResult']>;
  SyncScheduleResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SyncScheduleResult']>;
  BrokenLinkReported: ResolverTypeWrapper<BrokenLinkReported>;
  SyncScheduleInput: SyncScheduleInput;
  SyncInterval: SyncInterval;
  Weekday: Weekday;
  SyncSchedule: ResolverTypeWrapper<SyncScheduleMapper>;
  SyncPreview: ResolverTypeWrapper<SyncPreview>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  RemovalDecision: RemovalDecision;
  SyncState: SyncState;
  SyncRun: ResolverTypeWrapper<SyncRunMapper>;
  MissingFiles: ResolverTypeWrapper<MissingFiles>;
  SyncProgress: ResolverTypeWrapper<SyncProgress>;
  SkipCount: ResolverTypeWrapper<SkipCount>;
  SyncFailure: ResolverTypeWrapper<SyncFailure>;
  SkipReason: SkipReason;
  BucketConnection: ResolverTypeWrapper<BucketConnectionMapper>;
  Problem: ResolverTypeWrapper<Problem>;
  ProblemCode: ProblemCode;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  String: Scalars['String']['output'];
  Mutation: Record<PropertyKey, never>;
  Subscription: Record<PropertyKey, never>;
  SyncPreviewResult: ResolversUnionTypes<ResolversParentTypes>['SyncPreviewResult'];
  SyncRunResult: ResolversUnionTypes<ResolversParentTypes>['SyncRunResult'];
  BrokenLinkResult: ResolversUnionTypes<ResolversParentTypes>['BrokenLinkResult'];
  SyncScheduleResult: ResolversUnionTypes<ResolversParentTypes>['SyncScheduleResult'];
  BrokenLinkReported: BrokenLinkReported;
  SyncScheduleInput: SyncScheduleInput;
  SyncSchedule: SyncScheduleMapper;
  SyncPreview: SyncPreview;
  Int: Scalars['Int']['output'];
  Boolean: Scalars['Boolean']['output'];
  Float: Scalars['Float']['output'];
  SyncRun: SyncRunMapper;
  MissingFiles: MissingFiles;
  SyncProgress: SyncProgress;
  SkipCount: SkipCount;
  SyncFailure: SyncFailure;
  BucketConnection: BucketConnectionMapper;
  Problem: Problem;
  DateTime: Scalars['DateTime']['output'];
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  syncRun?: Resolver<Maybe<ResolversTypes['SyncRun']>, ParentType, ContextType, RequireFields<QuerySyncRunArgs, 'id'>>;
  previewSync?: Resolver<ResolversTypes['SyncPreviewResult'], ParentType, ContextType, RequireFields<QueryPreviewSyncArgs, 'connectionId'>>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  startSync?: Resolver<ResolversTypes['SyncRunResult'], ParentType, ContextType, RequireFields<MutationStartSyncArgs, 'connectionId'>>;
  reportBrokenLink?: Resolver<ResolversTypes['BrokenLinkResult'], ParentType, ContextType, RequireFields<MutationReportBrokenLinkArgs, 'assetId'>>;
  setSyncSchedule?: Resolver<ResolversTypes['SyncScheduleResult'], ParentType, ContextType, RequireFields<MutationSetSyncScheduleArgs, 'connectionId' | 'schedule'>>;
  cancelSync?: Resolver<ResolversTypes['SyncRunResult'], ParentType, ContextType, RequireFields<MutationCancelSyncArgs, 'runId'>>;
  decideRemovals?: Resolver<ResolversTypes['SyncRunResult'], ParentType, ContextType, RequireFields<MutationDecideRemovalsArgs, 'runId' | 'decision'>>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  syncProgress?: SubscriptionResolver<ResolversTypes['SyncRun'], "syncProgress", ParentType, ContextType, RequireFields<SubscriptionSyncProgressArgs, 'runId'>>;
  syncActivity?: SubscriptionResolver<ResolversTypes['SyncRun'], "syncActivity", ParentType, ContextType>;
};

export type SyncPreviewResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SyncPreviewResult'] = ResolversParentTypes['SyncPreviewResult']> = {
  __resolveType: TypeResolveFn<'SyncPreview' | 'Problem', ParentType, ContextType>;
};

export type SyncRunResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SyncRunResult'] = ResolversParentTypes['SyncRunResult']> = {
  __resolveType: TypeResolveFn<'SyncRun' | 'Problem', ParentType, ContextType>;
};

export type BrokenLinkResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BrokenLinkResult'] = ResolversParentTypes['BrokenLinkResult']> = {
  __resolveType: TypeResolveFn<'BrokenLinkReported' | 'Problem', ParentType, ContextType>;
};

export type SyncScheduleResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SyncScheduleResult'] = ResolversParentTypes['SyncScheduleResult']> = {
  __resolveType: TypeResolveFn<'SyncSchedule' | 'Problem', ParentType, ContextType>;
};

export type BrokenLinkReportedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BrokenLinkReported'] = ResolversParentTypes['BrokenLinkReported']> = {
  assetId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SyncScheduleResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SyncSchedule'] = ResolversParentTypes['SyncSchedule']> = {
  interval?: Resolver<ResolversTypes['SyncInterval'], ParentType, ContextType>;
  atTime?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  weekday?: Resolver<Maybe<ResolversTypes['Weekday']>, ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nextSyncAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  pausedReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SyncPreviewResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SyncPreview'] = ResolversParentTypes['SyncPreview']> = {
  objectCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  isComplete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  totalBytes?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  imageCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  videoCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  otherCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sampleKeys?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  newCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  changedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unchangedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  retriedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  missingCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  excludedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  duplicateCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  dataRowsNeeded?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  dataRowsLeft?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SyncRunResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SyncRun'] = ResolversParentTypes['SyncRun'], FederationReferenceType extends FederationReferenceTypes['SyncRun'] = FederationReferenceTypes['SyncRun']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['SyncRun']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  connection?: Resolver<ResolversTypes['BucketConnection'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['SyncState'], ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  progress?: Resolver<ResolversTypes['SyncProgress'], ParentType, ContextType>;
  failure?: Resolver<Maybe<ResolversTypes['SyncFailure']>, ParentType, ContextType>;
  missing?: Resolver<Maybe<ResolversTypes['MissingFiles']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MissingFilesResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MissingFiles'] = ResolversParentTypes['MissingFiles']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unfitCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  keys?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  unfitKeys?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SyncProgressResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SyncProgress'] = ResolversParentTypes['SyncProgress']> = {
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  fraction?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  listingDone?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  listed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unchanged?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  leftOut?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  waiting?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  added?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  updated?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  skipped?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  removed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  renamed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  withdrawn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  excluded?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  skippedByReason?: Resolver<Array<ResolversTypes['SkipCount']>, ParentType, ContextType>;
  bytesRead?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  requestCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  objectsPerSecond?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  secondsLeft?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  waitingFor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SkipCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SkipCount'] = ResolversParentTypes['SkipCount']> = {
  reason?: Resolver<ResolversTypes['SkipReason'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SyncFailureResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SyncFailure'] = ResolversParentTypes['SyncFailure']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type BucketConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BucketConnection'] = ResolversParentTypes['BucketConnection'], FederationReferenceType extends FederationReferenceTypes['BucketConnection'] = FederationReferenceTypes['BucketConnection']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['BucketConnection']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  syncRuns?: Resolver<Array<ResolversTypes['SyncRun']>, ParentType, ContextType, RequireFields<BucketConnectionSyncRunsArgs, 'first'>>;
  activeSync?: Resolver<Maybe<ResolversTypes['SyncRun']>, ParentType, ContextType>;
  lastSync?: Resolver<Maybe<ResolversTypes['SyncRun']>, ParentType, ContextType>;
  schedule?: Resolver<ResolversTypes['SyncSchedule'], ParentType, ContextType>;
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
  Subscription?: SubscriptionResolvers<ContextType>;
  SyncPreviewResult?: SyncPreviewResultResolvers<ContextType>;
  SyncRunResult?: SyncRunResultResolvers<ContextType>;
  BrokenLinkResult?: BrokenLinkResultResolvers<ContextType>;
  SyncScheduleResult?: SyncScheduleResultResolvers<ContextType>;
  BrokenLinkReported?: BrokenLinkReportedResolvers<ContextType>;
  SyncSchedule?: SyncScheduleResolvers<ContextType>;
  SyncPreview?: SyncPreviewResolvers<ContextType>;
  SyncRun?: SyncRunResolvers<ContextType>;
  MissingFiles?: MissingFilesResolvers<ContextType>;
  SyncProgress?: SyncProgressResolvers<ContextType>;
  SkipCount?: SkipCountResolvers<ContextType>;
  SyncFailure?: SyncFailureResolvers<ContextType>;
  BucketConnection?: BucketConnectionResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
};

