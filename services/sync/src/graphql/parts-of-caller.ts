import type { Caller } from '@bucket-sync/shared/auth';
import type { SkipReason } from '@bucket-sync/shared/contracts';
import type { TypedPatterns } from '@bucket-sync/shared/patterns';
import type { Problem } from '@bucket-sync/shared/problem';
import DataLoader from 'dataloader';
import type { ProgressFeed } from '../domain/progress-feed.ts';
import type { MissingFiles, Run } from '../domain/run/run.ts';
import type { Schedule, ScheduleInput } from '../domain/schedule.ts';
import type { SyncPreview } from '../usecases/preview-sync.ts';

/** The functions for the resolvers of one request, each bound to the caller's organization. */
export interface SyncParts {
  findRun(runId: string): Promise<Run | null>;
  /** Batched for all connections of a request: newest first. */
  runsOf(connectionId: string, first: number): Promise<Run[]>;
  /** The files that a run found missing. */
  missingOf(runId: string): Promise<MissingFiles>;
  activeRunOf(connectionId: string): Promise<Run | null>;
  /** The newest run of each connection of the organization that is open or ended within the last five minutes. */
  recentRuns(): Promise<Run[]>;
  previewSync(connectionId: string, patterns: TypedPatterns): Promise<SyncPreview | Problem>;
  startSync(connectionId: string, only: readonly SkipReason[] | null): Promise<Run | Problem>;
  reportBrokenLink(assetId: string): Promise<{ assetId: string } | Problem>;
  setSyncSchedule(connectionId: string, input: ScheduleInput): Promise<Schedule | Problem | null>;
  /** Null when the connection syncs only by hand. */
  scheduleOf(connectionId: string): Promise<Schedule | null>;
  cancelSync(runId: string): Promise<Run | Problem>;
  decideRemovals(runId: string, decision: 'REMOVE' | 'KEEP'): Promise<Run | Problem>;
  feed: ProgressFeed;
}

/** The queries of the stores, by organization, and the use cases, which are bound to the caller already. */
export interface PartsSource
  extends Omit<SyncParts, 'findRun' | 'missingOf' | 'runsOf' | 'activeRunOf' | 'recentRuns' | 'scheduleOf'> {
  findMissing(organizationId: string, runId: string): Promise<MissingFiles>;
  findRun(organizationId: string, runId: string): Promise<Run | null>;
  listRuns(organizationId: string, connectionIds: readonly string[], first: number): Promise<Run[]>;
  findSchedules(organizationId: string, connectionIds: readonly string[]): Promise<Schedule[]>;
  activeRuns(organizationId: string, connectionIds: readonly string[]): Promise<Run[]>;
  recentRuns(organizationId: string): Promise<Run[]>;
}

/** Batched and never cached, because a subscription keeps its context until it ends. */
const BATCHED = { cache: false };

/** Binds every query to the caller's organization. The runs of all connections of one request are read together. */
export function partsOfCaller({ organizationId }: Caller, source: PartsSource): SyncParts {
  const { findRun, findMissing, listRuns, activeRuns, recentRuns, findSchedules, ...useCases } = source;
  const schedules = new DataLoader<string, Schedule | null>(async (ids) => {
    const found = await findSchedules(organizationId, ids);
    return ids.map((id) => found.find(({ connectionId }) => connectionId === id) ?? null);
  }, BATCHED);
  const active = new DataLoader<string, Run | null>(async (ids) => {
    const runs = await activeRuns(organizationId, ids);
    return ids.map((id) => runs.find((run) => run.connectionId === id) ?? null);
  }, BATCHED);
  const newest = new Map<number, DataLoader<string, Run[]>>();
  const newestOf = (first: number) => {
    const loader =
      newest.get(first) ??
      new DataLoader<string, Run[]>(async (ids) => {
        const byConnection = Map.groupBy(await listRuns(organizationId, ids, first), (run) => run.connectionId);
        return ids.map((id) => byConnection.get(id) ?? []);
      }, BATCHED);
    newest.set(first, loader);
    return loader;
  };
  return {
    ...useCases,
    findRun: (runId) => findRun(organizationId, runId),
    missingOf: (runId) => findMissing(organizationId, runId),
    recentRuns: () => recentRuns(organizationId),
    activeRunOf: (connectionId) => active.load(connectionId),
    scheduleOf: (connectionId) => schedules.load(connectionId),
    runsOf: (connectionId, first) => newestOf(first).load(connectionId),
  };
}
