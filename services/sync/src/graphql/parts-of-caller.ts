import type { Caller } from '@bucket-sync/shared/auth';
import DataLoader from 'dataloader';
import type { Run } from '../domain/run.ts';
import type { SyncParts } from './resolvers.ts';

/** The stores' questions, by organization, and the use cases, bound to the caller already. */
export interface PartsSource extends Omit<SyncParts, 'findRun' | 'runsOf' | 'activeRunOf' | 'runsUnderWay'> {
  findRun(organizationId: string, runId: string): Promise<Run | null>;
  listRuns(organizationId: string, connectionIds: readonly string[], first: number): Promise<Run[]>;
  /** @param connectionIds  null for all of the organization */
  activeRuns(organizationId: string, connectionIds: readonly string[] | null): Promise<Run[]>;
}

/** Asked together, and never remembered: a subscription keeps its context for as long as it lives. */
const TOGETHER = { cache: false };

/** Binds everything to the caller's organization; the runs of all connections of one request are read together. */
export function partsOfCaller({ organizationId }: Caller, source: PartsSource): SyncParts {
  const { findRun, listRuns, activeRuns, ...useCases } = source;
  const active = new DataLoader<string, Run | null>(async (ids) => {
    const runs = await activeRuns(organizationId, ids);
    return ids.map((id) => runs.find((run) => run.connectionId === id) ?? null);
  }, TOGETHER);
  const newest = new Map<number, DataLoader<string, Run[]>>();
  const newestOf = (first: number) => {
    const loader =
      newest.get(first) ??
      new DataLoader<string, Run[]>(async (ids) => {
        const byConnection = Map.groupBy(await listRuns(organizationId, ids, first), (run) => run.connectionId);
        return ids.map((id) => byConnection.get(id) ?? []);
      }, TOGETHER);
    newest.set(first, loader);
    return loader;
  };
  return {
    ...useCases,
    findRun: (runId) => findRun(organizationId, runId),
    runsUnderWay: () => activeRuns(organizationId, null),
    activeRunOf: (connectionId) => active.load(connectionId),
    runsOf: (connectionId, first) => newestOf(first).load(connectionId),
  };
}
