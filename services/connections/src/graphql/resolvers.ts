import { AppError } from '@bucket-sync/shared/errors';
import { Problem } from '@bucket-sync/shared/problem';
import { dateTime, type ListPage, listPage, requireEditor, type SubgraphContext } from '@bucket-sync/shared/subgraph';
import { leftInAccount } from '../domain/aws/remedies/left-in-account.ts';
import type { Connection } from '../domain/connection.ts';
import type { RemovedConnection } from '../usecases/remove-connection.ts';
import { viewConnection } from './connection-view.ts';
import type { ConnectionsApi } from './parts-of-caller.ts';

type Context = SubgraphContext<{ api: ConnectionsApi }>;

export const resolvers = {
  DateTime: dateTime,

  Query: {
    bucketConnection: async (_: unknown, { id }: { id: string }, { api }: Context) =>
      viewOrNull(await api.load(id), api),
    bucketConnections: async (
      _: unknown,
      { datasetId, ...page }: ListPage & { datasetId?: string | null },
      { api }: Context,
    ) => {
      const connections = listPage(await api.list(datasetId ?? null), page);
      return connections.map((connection) => viewConnection(connection, api));
    },
    bucketSession: async (
      _: unknown,
      { connectionId, runId, insteadOf }: { connectionId: string; runId?: string | null; insteadOf?: string | null },
      { api, caller }: Context,
    ) => {
      if (caller.role !== 'SERVICE') throw new AppError('FORBIDDEN', { role: caller.role, needs: 'SERVICE' });
      const opened = await api.openSession(connectionId, { runId: runId ?? null, insteadOf: insteadOf ?? null });
      return opened ? { ...opened.connection.bucket, accountId: opened.accountId, ...opened.session } : null;
    },
  },

  Mutation: {
    createBucketConnection: async (_: unknown, { input }: { input: CreateArguments }, { api, caller }: Context) => {
      requireEditor(caller);
      return result(await api.create(caller, input), api);
    },
    updateBucketConnection: async (
      _: unknown,
      { id, input }: { id: string; input: UpdateArguments },
      context: Context,
    ) => {
      requireEditor(context.caller);
      return result(await context.api.update(id, input), context.api);
    },
    submitRoleArn: async (_: unknown, { id, roleArn }: { id: string; roleArn: string }, { api, caller }: Context) => {
      requireEditor(caller);
      return result(await api.submitRole(id, roleArn), api);
    },
    checkBucketConnection: async (_: unknown, { id }: { id: string }, { api, caller }: Context) => {
      requireEditor(caller);
      return result(await api.check(id), api);
    },
    removeBucketConnection: async (_: unknown, { id }: { id: string }, { api, caller }: Context) => {
      requireEditor(caller);
      const removed = await api.remove(id);
      if (removed instanceof Problem) return viewProblem(removed);
      return {
        __typename: 'RemovedBucketConnection',
        id,
        message: removalMessage(removed, api.consoleOrigin),
      };
    },
  },

  BucketConnection: {
    __resolveReference: async ({ id }: { id: string }, { api }: Context) => viewOrNull(await api.load(id), api),
  },

  Dataset: {
    __resolveReference: ({ id }: { id: string }) => ({ id }),
    bucketConnections: async ({ id }: { id: string }, page: ListPage, { api }: Context) => {
      const connections = listPage(await api.list(id), page);
      return connections.map((connection) => viewConnection(connection, api));
    },
  },

  Asset: {
    __resolveReference: (reference: AssetReference) => reference,
    bucketConnection: async ({ bucketConnectionId }: AssetReference, _: unknown, { api }: Context) =>
      viewOrNull(await api.load(bucketConnectionId), api),
    url: async ({ bucketConnectionId, objectKey, contentType }: AssetReference, _: unknown, { api }: Context) =>
      (await api.link(bucketConnectionId, { key: objectKey, contentType })) ?? null,
  },
};

interface CreateArguments {
  datasetId: string;
  name: string;
  bucketName: string;
  prefix?: string | null;
  region: string;
}
type UpdateArguments = { [Field in 'name' | 'bucketName' | 'prefix' | 'region']?: string | null };
/** With what the gateway fetches from assets for `@requires`. */
interface AssetReference {
  id: string;
  bucketConnectionId: string;
  objectKey: string;
  contentType: string;
}

function result(outcome: Connection | Problem, api: ConnectionsApi) {
  return outcome instanceof Problem ? viewProblem(outcome) : viewConnection(outcome, api);
}

function viewProblem({ code, message, field }: Problem) {
  return { __typename: 'Problem', code, message, field };
}

function viewOrNull(connection: Connection | undefined, api: ConnectionsApi) {
  return connection ? viewConnection(connection, api) : null;
}

function removalMessage({ principal, connection, others }: RemovedConnection, consoleOrigin: string): string {
  const { principalArn } = connection;
  const yours = leftInAccount(connection, others, consoleOrigin);
  switch (principal) {
    case 'REMOVED':
      return `The connection was removed, and its principal ${principalArn} with it: no other trust policy needs it. ${yours}`;
    case 'SHARED':
      return `The connection was removed. The principal ${principalArn} stays, since other connections stand on it. ${yours}`;
    case 'LATER':
      return `The connection was removed. Its principal ${principalArn} goes as soon as AWS lets us; nothing can use it. ${yours}`;
  }
}
