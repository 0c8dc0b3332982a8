// Made by `npm run codegen` from schema.graphql. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { BucketConnectionMapper, ConnectionSetupMapper, SetupHandoffMapper, ConnectionHealthMapper, DatasetMapper, AssetMapper, Context } from './schema.mappers.ts';
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
  /** ISO 8601, UTC. */
  DateTime: { input: string; output: Date | string; }
  _FieldSet: { input: unknown; output: unknown; }
};

export type Query = {
  /** One connection of the caller's organization; null when there is none by that id. */
  bucketConnection?: Maybe<BucketConnection>;
  /**
   * The Connection Manager: the connections of the caller's organization, newest first. first is 1 to 1,000; after is the
   * id of the last one before.
   */
  bucketConnections: Array<BucketConnection>;
  /**
   * Temporary, narrowed credentials for our own services; null where there is no healthy connection by that id.
   * insteadOf is the access key id of a session that AWS reports as ended: it is not given out again.
   */
  bucketSession?: Maybe<BucketSession>;
};


export type QueryBucketConnectionArgs = {
  id: Scalars['ID']['input'];
};


export type QueryBucketConnectionsArgs = {
  datasetId?: InputMaybe<Scalars['ID']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryBucketSessionArgs = {
  connectionId: Scalars['ID']['input'];
  runId?: InputMaybe<Scalars['ID']['input']>;
  insteadOf?: InputMaybe<Scalars['String']['input']>;
};

export type BucketSession = {
  bucketName: Scalars['String']['output'];
  prefix: Scalars['String']['output'];
  region: Scalars['String']['output'];
  /** The account that must own the bucket: ExpectedBucketOwner. */
  accountId: Scalars['String']['output'];
  accessKeyId: Scalars['String']['output'];
  secretAccessKey: Scalars['String']['output'];
  sessionToken: Scalars['String']['output'];
  expiresAt: Scalars['DateTime']['output'];
  /** As they are now: a run reads them at its start. */
  includePatterns: Array<Scalars['String']['output']>;
  excludePatterns: Array<Scalars['String']['output']>;
};

export type Mutation = {
  /** Wizard step 1. Creates the connection, its principal and its external id. Needs a paid plan and data rows left. */
  createBucketConnection: BucketConnectionResult;
  /** Corrects a connection. Bucket, prefix and region only before the first sync; external id and principal never change. */
  updateBucketConnection: BucketConnectionResult;
  /** Wizard step 4. Runs the check with a well-formed role ARN of a supported partition; stores it unless it is unsafe. */
  submitRoleArn: BucketConnectionResult;
  /** The Retry button: runs every probe again. */
  checkBucketConnection: BucketConnectionResult;
  /** Removes the connection. Assets already synced stay, marked as disconnected. */
  removeBucketConnection: RemoveBucketConnectionResult;
};


export type MutationCreateBucketConnectionArgs = {
  input: CreateBucketConnectionInput;
};


export type MutationUpdateBucketConnectionArgs = {
  id: Scalars['ID']['input'];
  input: UpdateBucketConnectionInput;
};


export type MutationSubmitRoleArnArgs = {
  id: Scalars['ID']['input'];
  roleArn: Scalars['String']['input'];
};


export type MutationCheckBucketConnectionArgs = {
  id: Scalars['ID']['input'];
};


export type MutationRemoveBucketConnectionArgs = {
  id: Scalars['ID']['input'];
};

export type CreateBucketConnectionInput = {
  datasetId: Scalars['ID']['input'];
  /** The label in the Connection Manager, 1 to 100 characters. */
  name: Scalars['String']['input'];
  bucketName: Scalars['String']['input'];
  /** Empty or absent: the whole bucket. */
  prefix?: InputMaybe<Scalars['String']['input']>;
  region: Scalars['String']['input'];
  /** Glob patterns on the key below the prefix (**, *, ?, {a,b}); a file must match one, if there are any. */
  includePatterns?: InputMaybe<Array<Scalars['String']['input']>>;
  /** A file that matches one of these is excluded, even if it matches an include pattern. */
  excludePatterns?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** Patterns may change at any time; bucket, prefix and region only before the first sync. */
export type UpdateBucketConnectionInput = {
  name?: InputMaybe<Scalars['String']['input']>;
  bucketName?: InputMaybe<Scalars['String']['input']>;
  prefix?: InputMaybe<Scalars['String']['input']>;
  region?: InputMaybe<Scalars['String']['input']>;
  includePatterns?: InputMaybe<Array<Scalars['String']['input']>>;
  excludePatterns?: InputMaybe<Array<Scalars['String']['input']>>;
};

export type BucketConnectionResult = BucketConnection | Problem;

export type RemoveBucketConnectionResult = RemovedBucketConnection | Problem;

export type RemovedBucketConnection = {
  id: Scalars['ID']['output'];
  /** What happened to the principal, and what the customer may delete in AWS now. */
  message: Scalars['String']['output'];
};

export type Provider =
  | 'AWS_S3';

/** Where the wizard stands: the step the user has to do next. */
export type SetupStep =
  | 'APPLY_POLICIES'
  | 'CONFIGURE_CORS'
  | 'ENTER_ROLE_ARN'
  /** Nothing needs to change in AWS: press Retry (checkBucketConnection). */
  | 'CHECK_CONNECTION'
  /** health.remedy says how; then press Retry (checkBucketConnection). */
  | 'FIX_CONNECTION'
  | 'SYNC'
  | 'DONE';

export type BucketConnection = {
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  provider: Provider;
  bucketName: Scalars['String']['output'];
  prefix: Scalars['String']['output'];
  region: Scalars['String']['output'];
  datasetId: Scalars['ID']['output'];
  dataset: Dataset;
  createdAt: Scalars['DateTime']['output'];
  /** The role in our account that assumes the customer's role: arn:aws:iam::<account>:role/ext-<connection-id>. */
  principalArn: Scalars['String']['output'];
  /** Made by the server, unique over all organizations, never changes. */
  externalId: Scalars['String']['output'];
  roleArn?: Maybe<Scalars['String']['output']>;
  setup: ConnectionSetup;
  health: ConnectionHealth;
  includePatterns: Array<Scalars['String']['output']>;
  excludePatterns: Array<Scalars['String']['output']>;
  /** Other connections of the same dataset whose bucket and prefix share keys with this one. */
  overlaps: Array<BucketConnection>;
  /** The checks so far, newest first; first is 1 to 100. Only the current check has a remedy. */
  healthHistory: Array<ConnectionHealth>;
};


export type BucketConnectionHealthHistoryArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** Everything the user pastes into AWS, filled in for this connection. */
export type ConnectionSetup = {
  nextStep: SetupStep;
  /** What was understood differently from what was typed, what is seldom meant, and which connections overlap. */
  notices: Array<Scalars['String']['output']>;
  /** JSON text of the IAM permission policy. */
  iamPolicy: Scalars['String']['output'];
  /** JSON text of the role's trust policy. */
  trustPolicy: Scalars['String']['output'];
  /** JSON text of the bucket's CORS rules. */
  corsConfiguration: Scalars['String']['output'];
  /** The same setup as complete files, for tools instead of the consoles. */
  handoff: SetupHandoff;
};

export type SetupHandoff = {
  cloudFormation: Scalars['String']['output'];
  terraform: Scalars['String']['output'];
  awsCli: Scalars['String']['output'];
};

/**
 * GREEN_HEART: objects can be listed and read. BROKEN_HEART: they cannot. UNCHECKED: no role yet, or not checked since the
 * last correction.
 */
export type HealthIndicator =
  | 'UNCHECKED'
  | 'GREEN_HEART'
  | 'BROKEN_HEART';

export type ConnectionHealth = {
  indicator: HealthIndicator;
  checkedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The cause to fix first; null on a green heart. */
  cause?: Maybe<HealthCause>;
  /** What to do about the cause, or after a correction, with the text to paste where there is one. */
  remedy?: Maybe<Scalars['String']['output']>;
  /** Every probe of the last check, in the order they ran. */
  probes: Array<HealthProbe>;
};

export type ProbeName =
  | 'ASSUME_ROLE'
  | 'EXTERNAL_ID_REQUIRED'
  | 'BUCKET_REGION'
  | 'LIST_OBJECTS'
  | 'READ_OBJECT'
  | 'READ_ATTRIBUTES'
  | 'CORS';

export type ProbeVerdict =
  | 'PASS'
  | 'FAIL'
  | 'WARN'
  | 'SKIP'
  | 'UNDECIDED';

export type HealthProbe = {
  name: ProbeName;
  verdict: ProbeVerdict;
  /** What AWS answered: error code and request id, without secrets. */
  evidence?: Maybe<Scalars['String']['output']>;
  durationMs: Scalars['Int']['output'];
};

export type HealthCause =
  | 'ROLE_NOT_ASSUMABLE'
  | 'EXTERNAL_ID_NOT_REQUIRED'
  | 'WRONG_REGION'
  | 'BUCKET_MISSING'
  | 'LIST_DENIED'
  | 'READ_DENIED'
  | 'KMS_DENIED'
  | 'ATTRIBUTES_DENIED'
  | 'CORS_MISSING'
  | 'ARCHIVED_OBJECTS'
  | 'STS_REGION_DISABLED'
  | 'AWS_UNAVAILABLE'
  | 'PLATFORM_CREDENTIALS';

/** Something the caller can fix. */
export type Problem = {
  code: ProblemCode;
  /** One sentence for the person at the screen. */
  message: Scalars['String']['output'];
  /** The input field it is about, where there is one. */
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

export type Dataset = {
  id: Scalars['ID']['output'];
  bucketConnections: Array<BucketConnection>;
};


export type DatasetBucketConnectionsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['ID']['input']>;
};

export type Asset = {
  id: Scalars['ID']['output'];
  bucketConnectionId: Scalars['ID']['output'];
  objectKey: Scalars['String']['output'];
  contentType: Scalars['String']['output'];
  bucketConnection?: Maybe<BucketConnection>;
  /**
   * A read-only link straight to the object in the customer's bucket; it ends with the session that signed it at the
   * latest. S3 answers it with contentType, whatever type the object was uploaded with. Null while the connection is
   * unhealthy, or after it was removed.
   */
  url?: Maybe<SignedUrl>;
};

export type SignedUrl = {
  href: Scalars['String']['output'];
  expiresAt: Scalars['DateTime']['output'];
};



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
  BucketConnection: BucketConnection;
  Dataset: Dataset;
  Asset: Asset;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  BucketConnection:
    ( { __typename: 'BucketConnection' }
    & GraphQLRecursivePick<FederationTypes['BucketConnection'], {"id":true}> );
  Dataset:
    ( { __typename: 'Dataset' }
    & GraphQLRecursivePick<FederationTypes['Dataset'], {"id":true}> );
  Asset:
    ( { __typename: 'Asset' }
    & GraphQLRecursivePick<FederationTypes['Asset'], {"id":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['Asset'], {"bucketConnectionId":true}>
        | GraphQLRecursivePick<FederationTypes['Asset'], {"bucketConnectionId":true,"objectKey":true,"contentType":true}>
        | GraphQLRecursivePick<FederationTypes['Asset'], {"bucketConnectionId":true,"objectKey":true,"contentType":true}> ) );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  BucketConnectionResult:
    | ( BucketConnectionMapper )
    | ( Problem )
  ;
  RemoveBucketConnectionResult:
    | ( RemovedBucketConnection )
    | ( Problem )
  ;
};


/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  BucketSession: ResolverTypeWrapper<BucketSession>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  CreateBucketConnectionInput: CreateBucketConnectionInput;
  UpdateBucketConnectionInput: UpdateBucketConnectionInput;
  BucketConnectionResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['BucketConnectionResult']>;
  RemoveBucketConnectionResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RemoveBucketConnectionResult']>;
  RemovedBucketConnection: ResolverTypeWrapper<RemovedBucketConnection>;
  Provider: Provider;
  SetupStep: SetupStep;
  BucketConnection: ResolverTypeWrapper<BucketConnectionMapper>;
  ConnectionSetup: ResolverTypeWrapper<ConnectionSetupMapper>;
  SetupHandoff: ResolverTypeWrapper<SetupHandoffMapper>;
  HealthIndicator: HealthIndicator;
  ConnectionHealth: ResolverTypeWrapper<ConnectionHealthMapper>;
  ProbeName: ProbeName;
  ProbeVerdict: ProbeVerdict;
  HealthProbe: ResolverTypeWrapper<HealthProbe>;
  HealthCause: HealthCause;
  Problem: ResolverTypeWrapper<Problem>;
  ProblemCode: ProblemCode;
  Dataset: ResolverTypeWrapper<DatasetMapper>;
  Asset: ResolverTypeWrapper<AssetMapper>;
  SignedUrl: ResolverTypeWrapper<SignedUrl>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
  BucketSession: BucketSession;
  Mutation: Record<PropertyKey, never>;
  CreateBucketConnectionInput: CreateBucketConnectionInput;
  UpdateBucketConnectionInput: UpdateBucketConnectionInput;
  BucketConnectionResult: ResolversUnionTypes<ResolversParentTypes>['BucketConnectionResult'];
  RemoveBucketConnectionResult: ResolversUnionTypes<ResolversParentTypes>['RemoveBucketConnectionResult'];
  RemovedBucketConnection: RemovedBucketConnection;
  BucketConnection: BucketConnectionMapper;
  ConnectionSetup: ConnectionSetupMapper;
  SetupHandoff: SetupHandoffMapper;
  ConnectionHealth: ConnectionHealthMapper;
  HealthProbe: HealthProbe;
  Problem: Problem;
  Dataset: DatasetMapper;
  Asset: AssetMapper;
  SignedUrl: SignedUrl;
  DateTime: Scalars['DateTime']['output'];
  Boolean: Scalars['Boolean']['output'];
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  bucketConnection?: Resolver<Maybe<ResolversTypes['BucketConnection']>, ParentType, ContextType, RequireFields<QueryBucketConnectionArgs, 'id'>>;
  bucketConnections?: Resolver<Array<ResolversTypes['BucketConnection']>, ParentType, ContextType, RequireFields<QueryBucketConnectionsArgs, 'first'>>;
  bucketSession?: Resolver<Maybe<ResolversTypes['BucketSession']>, ParentType, ContextType, RequireFields<QueryBucketSessionArgs, 'connectionId'>>;
};

export type BucketSessionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BucketSession'] = ResolversParentTypes['BucketSession']> = {
  bucketName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  prefix?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  region?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  accountId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  accessKeyId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  secretAccessKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sessionToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  includePatterns?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  excludePatterns?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createBucketConnection?: Resolver<ResolversTypes['BucketConnectionResult'], ParentType, ContextType, RequireFields<MutationCreateBucketConnectionArgs, 'input'>>;
  updateBucketConnection?: Resolver<ResolversTypes['BucketConnectionResult'], ParentType, ContextType, RequireFields<MutationUpdateBucketConnectionArgs, 'id' | 'input'>>;
  submitRoleArn?: Resolver<ResolversTypes['BucketConnectionResult'], ParentType, ContextType, RequireFields<MutationSubmitRoleArnArgs, 'id' | 'roleArn'>>;
  checkBucketConnection?: Resolver<ResolversTypes['BucketConnectionResult'], ParentType, ContextType, RequireFields<MutationCheckBucketConnectionArgs, 'id'>>;
  removeBucketConnection?: Resolver<ResolversTypes['RemoveBucketConnectionResult'], ParentType, ContextType, RequireFields<MutationRemoveBucketConnectionArgs, 'id'>>;
};

export type BucketConnectionResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BucketConnectionResult'] = ResolversParentTypes['BucketConnectionResult']> = {
  __resolveType: TypeResolveFn<'BucketConnection' | 'Problem', ParentType, ContextType>;
};

export type RemoveBucketConnectionResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RemoveBucketConnectionResult'] = ResolversParentTypes['RemoveBucketConnectionResult']> = {
  __resolveType: TypeResolveFn<'RemovedBucketConnection' | 'Problem', ParentType, ContextType>;
};

export type RemovedBucketConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RemovedBucketConnection'] = ResolversParentTypes['RemovedBucketConnection']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BucketConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BucketConnection'] = ResolversParentTypes['BucketConnection'], FederationReferenceType extends FederationReferenceTypes['BucketConnection'] = FederationReferenceTypes['BucketConnection']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['BucketConnection']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  provider?: Resolver<ResolversTypes['Provider'], ParentType, ContextType>;
  bucketName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  prefix?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  region?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  datasetId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  dataset?: Resolver<ResolversTypes['Dataset'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  principalArn?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  externalId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  roleArn?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  setup?: Resolver<ResolversTypes['ConnectionSetup'], ParentType, ContextType>;
  health?: Resolver<ResolversTypes['ConnectionHealth'], ParentType, ContextType>;
  includePatterns?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  excludePatterns?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  overlaps?: Resolver<Array<ResolversTypes['BucketConnection']>, ParentType, ContextType>;
  healthHistory?: Resolver<Array<ResolversTypes['ConnectionHealth']>, ParentType, ContextType, RequireFields<BucketConnectionHealthHistoryArgs, 'first'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConnectionSetupResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConnectionSetup'] = ResolversParentTypes['ConnectionSetup']> = {
  nextStep?: Resolver<ResolversTypes['SetupStep'], ParentType, ContextType>;
  notices?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  iamPolicy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  trustPolicy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  corsConfiguration?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  handoff?: Resolver<ResolversTypes['SetupHandoff'], ParentType, ContextType>;
};

export type SetupHandoffResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SetupHandoff'] = ResolversParentTypes['SetupHandoff']> = {
  cloudFormation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  terraform?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  awsCli?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ConnectionHealthResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConnectionHealth'] = ResolversParentTypes['ConnectionHealth']> = {
  indicator?: Resolver<ResolversTypes['HealthIndicator'], ParentType, ContextType>;
  checkedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  cause?: Resolver<Maybe<ResolversTypes['HealthCause']>, ParentType, ContextType>;
  remedy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  probes?: Resolver<Array<ResolversTypes['HealthProbe']>, ParentType, ContextType>;
};

export type HealthProbeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HealthProbe'] = ResolversParentTypes['HealthProbe']> = {
  name?: Resolver<ResolversTypes['ProbeName'], ParentType, ContextType>;
  verdict?: Resolver<ResolversTypes['ProbeVerdict'], ParentType, ContextType>;
  evidence?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  durationMs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = {
  code?: Resolver<ResolversTypes['ProblemCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DatasetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Dataset'] = ResolversParentTypes['Dataset'], FederationReferenceType extends FederationReferenceTypes['Dataset'] = FederationReferenceTypes['Dataset']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Dataset']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  bucketConnections?: Resolver<Array<ResolversTypes['BucketConnection']>, ParentType, ContextType, RequireFields<DatasetBucketConnectionsArgs, 'first'>>;
};

export type AssetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Asset'] = ResolversParentTypes['Asset'], FederationReferenceType extends FederationReferenceTypes['Asset'] = FederationReferenceTypes['Asset']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Asset']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  bucketConnection?: Resolver<Maybe<ResolversTypes['BucketConnection']>, ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['SignedUrl']>, ParentType, ContextType>;
};

export type SignedUrlResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignedUrl'] = ResolversParentTypes['SignedUrl']> = {
  href?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type Resolvers<ContextType = Context> = {
  Query?: QueryResolvers<ContextType>;
  BucketSession?: BucketSessionResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  BucketConnectionResult?: BucketConnectionResultResolvers<ContextType>;
  RemoveBucketConnectionResult?: RemoveBucketConnectionResultResolvers<ContextType>;
  RemovedBucketConnection?: RemovedBucketConnectionResolvers<ContextType>;
  BucketConnection?: BucketConnectionResolvers<ContextType>;
  ConnectionSetup?: ConnectionSetupResolvers<ContextType>;
  SetupHandoff?: SetupHandoffResolvers<ContextType>;
  ConnectionHealth?: ConnectionHealthResolvers<ContextType>;
  HealthProbe?: HealthProbeResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  Dataset?: DatasetResolvers<ContextType>;
  Asset?: AssetResolvers<ContextType>;
  SignedUrl?: SignedUrlResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
};

