import { AppError } from '@bucket-sync/shared/errors';
import { dateTime, listPage, requireEditor, requireService } from '@bucket-sync/shared/subgraph';
import { assetFilterOf } from './asset-filter.ts';
import { assetNode } from './file-nodes.ts';
import { assetPage, skippedFilePage, skippedFilePageOfRun } from './file-pages.ts';
import type { Resolvers } from './schema.generated.ts';
import type { Context } from './schema.mappers.ts';
import { scriptSelectionOf } from './script-selection.ts';

/** A page of the sync service's listing. */
const MAX_CONTENTS = 1_000;

/** A deleted dataset shows nothing, also while its rows are being deleted. */
const NO_ASSETS = { ids: [] };

const findAsset = async (context: Context, id: string) => {
  const asset = await context.findAsset(id);
  return asset && assetNode(asset);
};

export const resolvers: Resolvers = {
  DateTime: dateTime,
  Query: {
    datasets: async (_, page, { library, caller }) => listPage(await library.listDatasets(caller.organizationId), page),
    dataset: (_, { id }, context) => context.findDataset(id),
    asset: (_, { id }, context) => findAsset(context, id),
    organization: (_, _args, context) => context.viewOrganization(),
    contentsInDataset: (_, { datasetId, contents }, { library, caller }) => {
      requireService(caller);
      if (contents.length > MAX_CONTENTS) {
        throw new AppError('BAD_REQUEST', { why: `contents has more than ${MAX_CONTENTS} entries` });
      }
      return library.contentsInDataset({ organizationId: caller.organizationId, datasetId }, contents);
    },
  },
  Mutation: {
    createDataset: (_, { name }, context) => {
      requireEditor(context.caller);
      return context.createDataset(name);
    },
    deleteDataset: (_, { id }, context) => {
      requireEditor(context.caller);
      return context.deleteDataset(id);
    },
    deleteAssets: (_, { datasetId, filter, expectedCount }, context) => {
      requireEditor(context.caller);
      return context.deleteAssets({ datasetId, filter: assetFilterOf(filter), expectedCount });
    },
  },
  DeleteDatasetResult: { __resolveType: (result) => ('code' in result ? 'Problem' : 'DeletedDataset') },
  DeleteAssetsResult: { __resolveType: (result) => ('code' in result ? 'Problem' : 'DeletedAssets') },
  DatasetResult: { __resolveType: (result) => ('code' in result ? 'Problem' : 'Dataset') },
  Organization: {
    __resolveReference: ({ id }, context) => (id === context.caller.organizationId ? context.viewOrganization() : null),
  },
  Dataset: {
    // A connection may name a dataset that was deleted: null would make the connection and its list null.
    __resolveReference: ({ id }, context) => context.findReferencedDataset(id),
    assetCount: async ({ id }, _, context) => (await context.countsOfDataset(id)).assets,
    assets: ({ id, isDeleted }, args, { library, caller }) =>
      assetPage(
        library,
        { organizationId: caller.organizationId, datasetId: id },
        isDeleted ? { ...args, filter: NO_ASSETS } : args,
      ),
    skippedFiles: ({ id }, args, { library, caller }) =>
      skippedFilePage(library, { organizationId: caller.organizationId, datasetId: id }, args),
    duplicateCount: ({ id }, _, { library, caller }) => library.countDuplicates(caller.organizationId, id),
    skippedByReason: ({ id }, _, { library, caller }) => library.countSkippedByReason(caller.organizationId, id),
    export: ({ id, name }, { content, format }, context) =>
      context.exportDataset({ id, name }, content ?? 'ASSETS', format ?? 'CSV'),
  },
  DataRowQuota: {
    byReason: (_, _args, context) => context.sumDataRows(),
    charges: ({ month }, _, { library, caller }) => library.dataRowCharges(caller.organizationId, month),
  },
  Asset: {
    dataRowEntries: ({ id }, _, context) => context.dataRowEntries(id),
    async duplicateOf({ id }, _, context) {
      const first = await context.findDuplicateOf(id);
      return first && assetNode(first);
    },
    __resolveReference: ({ id }, context) => findAsset(context, id),
    async dataset({ datasetId }, _, context) {
      const dataset = await context.findDataset(datasetId);
      // A foreign key guarantees that it exists.
      if (!dataset) throw new AppError('INTERNAL', { why: `the dataset ${datasetId} of an asset is missing` });
      return dataset;
    },
  },
  // Connections and runs belong to other services. An id that is unknown here gets an empty answer, whether it is new
  // or of another organization. Null would break the page of a new connection.
  BucketConnection: {
    assetCount: async ({ id }, _, context) => (await context.countsOfConnection(id)).assets,
    skippedCount: async ({ id }, _, context) => (await context.countsOfConnection(id)).skipped,
    repairScript: (connection, args, context) => context.repairScript(connection, scriptSelectionOf(args)),
    repairScriptDownload: (connection, args, context) =>
      context.downloadRepairScript(connection, scriptSelectionOf(args)),
  },
  SyncRun: {
    skippedFiles: ({ id }, args, { library, caller }) =>
      skippedFilePageOfRun(library, { organizationId: caller.organizationId, runId: id }, args),
  },
};
