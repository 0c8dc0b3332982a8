import type { RunSnapshot } from '@bucket-sync/shared/contracts';
import { isId } from '@bucket-sync/shared/ids';
import { Problem } from '@bucket-sync/shared/problem';
import { dateTime, pageLength, requireEditor } from '@bucket-sync/shared/subgraph';
import type { Run } from '../domain/run/run.ts';
import { snapshotOf } from '../domain/run/run-snapshot.ts';
import { scheduleResolvers } from './schedule-resolvers.ts';
import type { Resolvers } from './schema.generated.ts';
import type { Context } from './schema.mappers.ts';
import { streamRun, streamRuns } from './subscriptions.ts';

const RUNS = { byDefault: 20, most: 100 };

export const resolvers: Resolvers = {
  DateTime: dateTime,
  Query: {
    syncRun: (_, { id }, context) => findSnapshot(context, id),
    previewSync: (_, { connectionId, ...patterns }, context) => context.previewSync(connectionId, patterns),
  },
  Mutation: {
    startSync: async (_, { connectionId, only }, context) => {
      requireEditor(context.caller);
      return runResult(await context.startSync(connectionId, only ?? null));
    },
    setSyncSchedule: async (_, { connectionId, schedule: input }, context) => {
      requireEditor(context.caller);
      const schedule = await context.setSyncSchedule(connectionId, input);
      return schedule instanceof Problem ? schedule : { schedule };
    },
    reportBrokenLink: (_, { assetId }, context) => context.reportBrokenLink(assetId),
    cancelSync: async (_, { runId }, context) => {
      requireEditor(context.caller);
      return runResult(await context.cancelSync(runId));
    },
    decideRemovals: async (_, { runId, decision }, context) => {
      requireEditor(context.caller);
      return runResult(await context.decideRemovals(runId, decision));
    },
  },
  Subscription: {
    syncProgress: {
      subscribe: async (_, { runId }, context) =>
        streamRun(context.feed, context.caller, runId, () => findSnapshot(context, runId)),
      resolve: (snapshot: RunSnapshot) => snapshot,
    },
    syncActivity: {
      subscribe: async (_, _args, context) =>
        streamRuns(context.feed, context.caller, {
          recent: async () => (await context.recentRuns()).map(snapshot),
          find: (runId) => findSnapshot(context, runId),
        }),
      resolve: (snapshot: RunSnapshot) => snapshot,
    },
  },
  SyncRunResult: { __resolveType: (result) => (result instanceof Problem ? 'Problem' : 'SyncRun') },
  SyncPreviewResult: { __resolveType: (result) => (result instanceof Problem ? 'Problem' : 'SyncPreview') },
  SyncScheduleResult: { __resolveType: (result) => (result instanceof Problem ? 'Problem' : 'SyncSchedule') },
  BrokenLinkResult: { __resolveType: (result) => (result instanceof Problem ? 'Problem' : 'BrokenLinkReported') },
  SyncSchedule: scheduleResolvers,
  SyncRun: {
    __resolveReference: ({ id }, context) => findSnapshot(context, id),
    id: (run) => run.runId,
    connection: (run) => ({ id: run.connectionId }),
    missing: (run, _, context) => (run.state === 'HELD' ? context.missingOf(run.runId) : null),
  },
  BucketConnection: {
    __resolveReference: ({ id }) => ({ id }),
    async syncRuns({ id }, args, context) {
      return (await runsOf(context, id, pageLength(args.first, RUNS))).map(snapshot);
    },
    async activeSync({ id }, _, context) {
      const run = isId(id) ? await context.activeRunOf(id) : null;
      return run && snapshot(run);
    },
    async lastSync({ id }, _, context) {
      const [run] = await runsOf(context, id, 1);
      return run ? snapshot(run) : null;
    },
    schedule: async ({ id }, _, context) => ({ schedule: isId(id) ? await context.scheduleOf(id) : null }),
  },
};

const snapshot = (run: Run) => snapshotOf(run, new Date());

const runsOf = async (context: Context, connectionId: string, first: number) =>
  isId(connectionId) ? context.runsOf(connectionId, first) : [];

async function findSnapshot(context: Context, runId: string): Promise<RunSnapshot | null> {
  const run = await context.findRun(runId);
  return run && snapshot(run);
}

const runResult = (result: Run | Problem) => (result instanceof Problem ? result : snapshot(result));
