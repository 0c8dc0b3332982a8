import type { RunSnapshot } from '@bucket-sync/shared/contracts';
import { AppError } from '@bucket-sync/shared/errors';
import { isId } from '@bucket-sync/shared/ids';
import type { Problem } from '@bucket-sync/shared/problem';
import { dateTime, requireEditor, type SubgraphContext } from '@bucket-sync/shared/subgraph';
import type { ProgressFeed } from '../domain/progress-feed.ts';
import type { Run } from '../domain/run.ts';
import { snapshotOf } from '../domain/run-snapshot.ts';
import type { SyncPreview } from '../usecases/preview-sync.ts';
import { watchOrganization, watchRun } from './subscriptions.ts';

/** What the resolvers of one request work with; every function is bound to its caller's organization. */
export interface SyncParts {
  findRun(runId: string): Promise<Run | null>;
  /** Batched for all connections of a request: newest first. */
  runsOf(connectionId: string, first: number): Promise<Run[]>;
  activeRunOf(connectionId: string): Promise<Run | null>;
  runsUnderWay(): Promise<Run[]>;
  previewSync(connectionId: string): Promise<SyncPreview | Problem>;
  startSync(connectionId: string): Promise<Run | Problem>;
  cancelSync(runId: string): Promise<Run | Problem>;
  decideRemovals(runId: string, decision: 'REMOVE' | 'KEEP'): Promise<Run | Problem>;
  feed: ProgressFeed;
}

type Context = SubgraphContext<SyncParts>;
type IdOnly = { id: string };

const MOST_RUNS = 100;

export const resolvers = {
  DateTime: dateTime,
  Query: {
    syncRun: (_: unknown, { id }: IdOnly, context: Context) => findSnapshot(context, id),
    async previewSync(_: unknown, { connectionId }: { connectionId: string }, context: Context) {
      const result = await context.previewSync(connectionId);
      return { __typename: 'code' in result ? 'Problem' : 'SyncPreview', ...result };
    },
  },
  Mutation: {
    startSync: async (_: unknown, { connectionId }: { connectionId: string }, context: Context) => {
      requireEditor(context.caller);
      return runResult(await context.startSync(connectionId));
    },
    cancelSync: async (_: unknown, { runId }: { runId: string }, context: Context) => {
      requireEditor(context.caller);
      return runResult(await context.cancelSync(runId));
    },
    decideRemovals: async (
      _: unknown,
      { runId, decision }: { runId: string; decision: 'REMOVE' | 'KEEP' },
      context: Context,
    ) => {
      requireEditor(context.caller);
      return runResult(await context.decideRemovals(runId, decision));
    },
  },
  Subscription: {
    syncProgress: {
      subscribe: (_: unknown, { runId }: { runId: string }, context: Context) =>
        watchRun(context.feed, context.caller, runId, () => findSnapshot(context, runId)),
      resolve: (snapshot: RunSnapshot) => snapshot,
    },
    syncActivity: {
      subscribe: (_: unknown, _args: unknown, context: Context) =>
        watchOrganization(context.feed, context.caller, async () => (await context.runsUnderWay()).map(snapshot)),
      resolve: (snapshot: RunSnapshot) => snapshot,
    },
  },
  SyncRun: {
    __resolveReference: ({ id }: IdOnly, context: Context) => findSnapshot(context, id),
    id: (run: RunSnapshot) => run.runId,
    connection: (run: RunSnapshot) => ({ __typename: 'BucketConnection', id: run.connectionId }),
  },
  BucketConnection: {
    __resolveReference: ({ id }: IdOnly) => ({ id }),
    async syncRuns({ id }: IdOnly, { first }: { first: number }, context: Context) {
      if (!Number.isInteger(first) || first < 1 || first > MOST_RUNS) {
        throw new AppError('BAD_REQUEST', { why: `first is from 1 to ${MOST_RUNS}` });
      }
      return (await runsOf(context, id, first)).map(snapshot);
    },
    async activeSync({ id }: IdOnly, _args: unknown, context: Context) {
      const run = isId(id) ? await context.activeRunOf(id) : null;
      return run && snapshot(run);
    },
    async lastSync({ id }: IdOnly, _args: unknown, context: Context) {
      const [run] = await runsOf(context, id, 1);
      return run ? snapshot(run) : null;
    },
  },
};

const snapshot = (run: Run) => snapshotOf(run, new Date());

const runsOf = async (context: Context, connectionId: string, first: number) =>
  isId(connectionId) ? context.runsOf(connectionId, first) : [];

async function findSnapshot(context: Context, runId: string): Promise<RunSnapshot | null> {
  const run = isId(runId) ? await context.findRun(runId) : null;
  return run && snapshot(run);
}

function runResult(result: Run | Problem) {
  return 'code' in result ? { __typename: 'Problem', ...result } : { __typename: 'SyncRun', ...snapshot(result) };
}
