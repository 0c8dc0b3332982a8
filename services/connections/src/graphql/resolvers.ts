import { Problem } from '@bucket-sync/shared/problem';
import { dateTime, listPage, requireEditor, requireService } from '@bucket-sync/shared/subgraph';
import { removalMessage } from '../domain/aws/remedies/removal-message.ts';
import { connectionResolvers } from './connection-resolvers.ts';
import type { Resolvers } from './schema.generated.ts';

export const resolvers: Resolvers = {
  ...connectionResolvers,
  DateTime: dateTime,

  Query: {
    bucketConnection: async (_, { id }, context) => (await context.load(id)) ?? null,
    bucketConnections: async (_, { datasetId, ...page }, context) =>
      listPage(await context.list(datasetId ?? null), page),
    async bucketSession(_, { connectionId, runId, insteadOf }, context) {
      requireService(context.caller);
      const opened = await context.openSession(connectionId, { runId: runId ?? null, insteadOf: insteadOf ?? null });
      if (!opened) return null;
      const { bucket, includePatterns, excludePatterns } = opened.connection;
      return {
        ...bucket,
        accountId: opened.accountId,
        ...opened.session,
        includePatterns: [...includePatterns],
        excludePatterns: [...excludePatterns],
      };
    },
  },

  Mutation: {
    createBucketConnection(_, { input }, context) {
      requireEditor(context.caller);
      return context.create(context.caller, input);
    },
    updateBucketConnection(_, { id, input }, context) {
      requireEditor(context.caller);
      return context.update(id, input);
    },
    submitRoleArn(_, { id, roleArn }, context) {
      requireEditor(context.caller);
      return context.submitRole(id, roleArn);
    },
    checkBucketConnection(_, { id }, context) {
      requireEditor(context.caller);
      return context.check(id);
    },
    async removeBucketConnection(_, { id }, context) {
      requireEditor(context.caller);
      const removed = await context.remove(id);
      return removed instanceof Problem ? removed : { id, message: removalMessage(removed, context.consoleOrigin) };
    },
  },

  BucketConnectionResult: {
    __resolveType: (result) => (result instanceof Problem ? 'Problem' : 'BucketConnection'),
  },
  RemoveBucketConnectionResult: {
    __resolveType: (result) => (result instanceof Problem ? 'Problem' : 'RemovedBucketConnection'),
  },

  Dataset: {
    __resolveReference: ({ id }) => ({ id }),
    bucketConnections: async ({ id }, page, context) => listPage(await context.list(id), page),
  },

  Asset: {
    bucketConnection: async ({ bucketConnectionId }, _, context) => (await context.load(bucketConnectionId)) ?? null,
    url: async ({ bucketConnectionId, objectKey, contentType }, _, context) =>
      (await context.link(bucketConnectionId, { key: objectKey, contentType })) ?? null,
  },
};
