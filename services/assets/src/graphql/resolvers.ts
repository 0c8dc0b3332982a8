import type { SkipReason } from '@bucket-sync/shared/contracts';
import { dateTime, requireEditor, type SubgraphContext } from '@bucket-sync/shared/subgraph';
import { Problem } from '../domain/problem.ts';
import { type ConnectedBucket, makeRepairScript } from '../usecases/make-repair-script.ts';
import {
  type AssetPageArguments,
  assetNode,
  assetPage,
  type PageArguments,
  type SkippedFilePageArguments,
  skippedFilePage,
  skippedFilePageOfRun,
} from './file-pages.ts';
import type { AssetsParts } from './parts-of-caller.ts';

type Context = SubgraphContext<AssetsParts>;
type IdOnly = { id: string };

const findAsset = async (context: Context, id: string) => {
  const asset = await context.findAsset(id);
  return asset && assetNode(asset);
};

export const resolvers = {
  DateTime: dateTime,
  Query: {
    datasets: (_: unknown, _args: unknown, { library, caller }: Context) => library.listDatasets(caller.organizationId),
    dataset: (_: unknown, { id }: IdOnly, context: Context) => context.findDataset(id),
    asset: (_: unknown, { id }: IdOnly, context: Context) => findAsset(context, id),
    organization: (_: unknown, _args: unknown, context: Context) => context.viewOrganization(),
  },
  Mutation: {
    async createDataset(_: unknown, { name }: { name: string }, context: Context) {
      requireEditor(context.caller);
      const result = await context.createDataset(name);
      return { __typename: result instanceof Problem ? 'Problem' : 'Dataset', ...result };
    },
  },
  Organization: {
    __resolveReference: ({ id }: IdOnly, context: Context) =>
      id === context.caller.organizationId ? context.viewOrganization() : null,
  },
  Dataset: {
    __resolveReference: ({ id }: IdOnly, context: Context) => context.findDataset(id),
    assetCount: async ({ id }: IdOnly, _: unknown, context: Context) => (await context.countsOfDataset(id)).assets,
    assets: ({ id }: IdOnly, args: AssetPageArguments, { library, caller }: Context) =>
      assetPage(library, { organizationId: caller.organizationId, datasetId: id }, args),
    skippedFiles: ({ id }: IdOnly, args: SkippedFilePageArguments, { library, caller }: Context) =>
      skippedFilePage(library, { organizationId: caller.organizationId, datasetId: id }, args),
  },
  Asset: {
    __resolveReference: ({ id }: IdOnly, context: Context) => findAsset(context, id),
    dataset: ({ datasetId }: { datasetId: string }, _: unknown, context: Context) => context.findDataset(datasetId),
  },
  // Whether a connection or a run exists is known to their own services. What is asked of one that is unknown here, new or
  // another organization's, has the same answer: nothing was synced from it. Null would break the page of a new one.
  BucketConnection: {
    assetCount: async ({ id }: IdOnly, _: unknown, context: Context) => (await context.countsOfConnection(id)).assets,
    skippedCount: async ({ id }: IdOnly, _: unknown, context: Context) =>
      (await context.countsOfConnection(id)).skipped,
    repairScript: (
      connection: ConnectedBucket,
      { reason }: { reason?: SkipReason | null },
      { library, caller }: Context,
    ) => makeRepairScript(library, caller.organizationId, connection, reason ?? null),
  },
  SyncRun: {
    skippedFiles: ({ id }: IdOnly, args: PageArguments, { library, caller }: Context) =>
      skippedFilePageOfRun(library, { organizationId: caller.organizationId, runId: id }, args),
  },
};
