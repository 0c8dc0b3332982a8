import { AppError } from '@bucket-sync/shared/errors';
import { dateTime, requireEditor } from '@bucket-sync/shared/subgraph';
import { makeRepairScript } from '../usecases/make-repair-script.ts';
import { assetNode } from './file-nodes.ts';
import { assetPage, skippedFilePage, skippedFilePageOfRun } from './file-pages.ts';
import type { Resolvers } from './schema.generated.ts';
import type { Context } from './schema.mappers.ts';

const findAsset = async (context: Context, id: string) => {
  const asset = await context.findAsset(id);
  return asset && assetNode(asset);
};

export const resolvers: Resolvers = {
  DateTime: dateTime,
  Query: {
    datasets: (_, _args, { library, caller }) => library.listDatasets(caller.organizationId),
    dataset: (_, { id }, context) => context.findDataset(id),
    asset: (_, { id }, context) => findAsset(context, id),
    organization: (_, _args, context) => context.viewOrganization(),
  },
  Mutation: {
    createDataset: (_, { name }, context) => {
      requireEditor(context.caller);
      return context.createDataset(name);
    },
  },
  DatasetResult: { __resolveType: (result) => ('code' in result ? 'Problem' : 'Dataset') },
  Organization: {
    __resolveReference: ({ id }, context) => (id === context.caller.organizationId ? context.viewOrganization() : null),
  },
  Dataset: {
    __resolveReference: ({ id }, context) => context.findDataset(id),
    assetCount: async ({ id }, _, context) => (await context.countsOfDataset(id)).assets,
    assets: ({ id }, args, { library, caller }) =>
      assetPage(library, { organizationId: caller.organizationId, datasetId: id }, args),
    skippedFiles: ({ id }, args, { library, caller }) =>
      skippedFilePage(library, { organizationId: caller.organizationId, datasetId: id }, args),
  },
  Asset: {
    __resolveReference: ({ id }, context) => findAsset(context, id),
    async dataset({ datasetId }, _, context) {
      const dataset = await context.findDataset(datasetId);
      // A foreign key holds that it exists.
      if (!dataset) throw new AppError('INTERNAL', { why: `the dataset ${datasetId} of an asset is missing` });
      return dataset;
    },
  },
  // Connections and runs belong to other services. An id that is unknown here, new or another organization's, gets the
  // same answer: nothing was synced from it. Null would break the page of a new connection.
  BucketConnection: {
    assetCount: async ({ id }, _, context) => (await context.countsOfConnection(id)).assets,
    skippedCount: async ({ id }, _, context) => (await context.countsOfConnection(id)).skipped,
    repairScript: (connection, { reason }, { library, caller }) =>
      makeRepairScript(library, caller.organizationId, connection, reason ?? null),
  },
  SyncRun: {
    skippedFiles: ({ id }, args, { library, caller }) =>
      skippedFilePageOfRun(library, { organizationId: caller.organizationId, runId: id }, args),
  },
};
