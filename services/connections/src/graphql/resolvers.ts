import { Problem } from '@bucket-sync/shared/problem';
import { dateTime, listPage, requireEditor, requireService } from '@bucket-sync/shared/subgraph';
import { removalMessage } from '../domain/aws/remedies/removal-message.ts';
import { connectionResolvers } from './connection-resolvers.ts';
import type { Resolvers } from './schema.generated.ts';

export const resolvers: Resolvers = {
  ...connectionResolvers,
  DateTime: dateTime,

  Query: {
    bucketConnection: async (_, { id }, { api }) => (await api.load(id)) ?? null,
    bucketConnections: async (_, { datasetId, ...page }, { api }) => listPage(await api.list(datasetId ?? null), page),
    async bucketSession(_, { connectionId, runId, insteadOf }, { api, caller }) {
      requireService(caller);
      const opened = await api.openSession(connectionId, { runId: runId ?? null, insteadOf: insteadOf ?? null });
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
    createBucketConnection(_, { input }, { api, caller }) {
      requireEditor(caller);
      return api.create(caller, input);
    },
    updateBucketConnection(_, { id, input }, { api, caller }) {
      requireEditor(caller);
      return api.update(id, input);
    },
    submitRoleArn(_, { id, roleArn }, { api, caller }) {
      requireEditor(caller);
      return api.submitRole(id, roleArn);
    },
    checkBucketConnection(_, { id }, { api, caller }) {
      requireEditor(caller);
      return api.check(id);
    },
    async removeBucketConnection(_, { id }, { api, caller }) {
      requireEditor(caller);
      const removed = await api.remove(id);
      return removed instanceof Problem ? removed : { id, message: removalMessage(removed, api.consoleOrigin) };
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
    bucketConnections: async ({ id }, page, { api }) => listPage(await api.list(id), page),
  },

  Asset: {
    bucketConnection: async ({ bucketConnectionId }, _, { api }) => (await api.load(bucketConnectionId)) ?? null,
    url: async ({ bucketConnectionId, objectKey, contentType }, _, { api }) =>
      (await api.link(bucketConnectionId, { key: objectKey, contentType })) ?? null,
  },
};
