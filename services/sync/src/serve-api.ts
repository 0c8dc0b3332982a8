import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { RunSnapshot } from '@bucket-sync/shared/contracts';
import type { Releasers } from '@bucket-sync/shared/lifecycle';
import type { Logger } from '@bucket-sync/shared/log';
import type { Infrastructure } from '@bucket-sync/shared/service';
import { serveSubgraph } from '@bucket-sync/shared/subgraph';
import type { SyncConfig } from './config.ts';
import type { BucketLister, RunLedger, Schedules } from './domain/ports.ts';
import { createProgressFeed } from './domain/progress-feed.ts';
import { hasEnded } from './domain/run/run-state.ts';
import { type createPeers, partsOfCaller, resolvers } from './graphql/index.ts';
import { progressHandlers } from './kafka/handlers.ts';
import { kindByName, verdictWithoutReading } from './media/index.ts';
import { findMissing } from './postgres/missing-store.ts';
import { listRuns, recentRuns } from './postgres/newest-runs.ts';
import { activeRuns } from './postgres/run-store.ts';
import { cancelSync } from './usecases/cancel-sync.ts';
import { decideRemovals } from './usecases/decide-removals.ts';
import { previewSync } from './usecases/preview-sync.ts';
import { reportBrokenLink } from './usecases/report-broken-link.ts';
import { type SetScheduleParts, setSyncSchedule } from './usecases/schedule/set-sync-schedule.ts';
import { startSync } from './usecases/start-sync.ts';

const SCHEMA = fileURLToPath(new URL('./graphql/schema.graphql', import.meta.url));

/** Serves the subgraph: the queries and mutations of callers, and the progress of every run to its subscribers. */
export async function serveApi(parts: {
  config: SyncConfig;
  log: Logger;
  releasers: Releasers;
  infrastructure: Infrastructure;
  peers: ReturnType<typeof createPeers>;
  ledger: RunLedger;
  lister: BucketLister;
  schedules: Schedules;
  scheduling: SetScheduleParts;
}): Promise<void> {
  const { config, log, releasers, peers, ledger, lister, schedules, scheduling } = parts;
  const { pool, kafka, http } = parts.infrastructure;
  const feed = createProgressFeed();
  const { dataRowPrices } = config;
  const now = () => performance.now();
  const preview = { ledger, lister, ...peers, kindByName, verdictWithoutReading, dataRowPrices, now };
  const subgraph = await serveSubgraph({
    name: 'sync',
    app: http.app,
    log,
    secret: config.callerSecret,
    schemaFile: SCHEMA,
    resolvers,
    partsOf: (caller) =>
      partsOfCaller(caller, {
        feed,
        findRun: ledger.find,
        listRuns: (organizationId, ids, first) => listRuns(pool, organizationId, ids, first),
        activeRuns: (organizationId, ids) => activeRuns(pool, organizationId, ids),
        recentRuns: (organizationId) => recentRuns(pool, organizationId),
        previewSync: (id, patterns) => previewSync(preview, caller, id, patterns),
        startSync: (id, only) => startSync({ ledger, ...peers }, caller, id, only),
        reportBrokenLink: (assetId) => reportBrokenLink({ ledger, ...peers }, caller, assetId),
        setSyncSchedule: (id, input) => setSyncSchedule(scheduling, caller, id, input),
        findSchedules: schedules.find,
        findMissing: (organizationId, runId) => findMissing(pool, organizationId, runId),
        cancelSync: (id) => cancelSync(ledger, caller, id),
        decideRemovals: (id, decision) => decideRemovals(ledger, caller, id, decision),
      }),
  });
  releasers.add('subgraph', () => subgraph.stop());
  // Each replica has its own consumer group, so every replica receives every new snapshot.
  const groupId = `sync.progress.${randomUUID()}`;
  const publish = (snapshot: RunSnapshot) => {
    feed.publish(snapshot);
    const { runId, organizationId, connectionId, state, failure } = snapshot;
    if (hasEnded(state)) log.info({ runId, organizationId, connectionId, state, code: failure?.code }, 'run ended');
  };
  const handlers = progressHandlers(publish);
  const snapshots = await kafka.consume({ groupId, handlers, concurrency: 1, from: 'NEW' });
  releasers.add(groupId, () => snapshots.stop());
}
