import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type BatchInspected, batchInspected } from '@bucket-sync/shared/contracts';
import { openInOrder, type Running, repeat } from '@bucket-sync/shared/lifecycle';
import type { Logger } from '@bucket-sync/shared/log';
import { openInfrastructure } from '@bucket-sync/shared/service';
import { createSubgraphClient } from '@bucket-sync/shared/subgraph';
import {
  allLimits,
  createBucketLister,
  createBucketReader,
  createBucketSessions,
  createConcurrencyLimit,
  createS3Client,
} from './aws/index.ts';
import type { SyncConfig } from './config.ts';
import type { BucketTarget } from './domain/ports.ts';
import { createPeers } from './graphql/index.ts';
import { stageConsumers } from './kafka/handlers.ts';
import { createInspector, verdictWithoutReading } from './media/index.ts';
import { deleteRowsOfEndedRuns } from './postgres/cleanup/ended-runs.ts';
import { createDeferredBatches } from './postgres/deferred-store.ts';
import { createRunLedger } from './postgres/run-ledger.ts';
import { createSchedules } from './postgres/schedules/schedules.ts';
import { serveApi } from './serve-api.ts';
import { isTimeZone, nextSyncAt } from './time/next-sync.ts';
import { inspectBatch } from './usecases/inspection/inspect-batch.ts';
import { createReadHealth } from './usecases/inspection/read-health.ts';
import { createRetryLane } from './usecases/inspection/retry-deferred.ts';
import { createListSlice } from './usecases/listing/list-slice.ts';
import { pauseSchedule } from './usecases/schedule/pause-schedule.ts';
import { startScheduledSyncs } from './usecases/schedule/start-scheduled-syncs.ts';
import { createStartLane } from './usecases/start-lane.ts';

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/** A check waits up to 30 s until IAM changes take effect, and then runs its probes. */
const CHECK_DEADLINE_MS = 60_000;
/**
 * Objects read at the same time. Without latency 64 of them keep two cores busy; at 50 ms a read, 5,500 reads a second
 * (what S3 serves of one prefix) take 275. A bucket with several prefixes serves more: with 512 in flight, two cores
 * read 7,500 objects a second at 50 ms, with 1,024 they read 8,850. They take 15 MB more.
 */
const READS_IN_FLIGHT = { connection: { start: 64, most: 1_024 }, process: 1_536 };
const RETRIES_IN_FLIGHT = { connection: { start: 64, most: 64 }, process: 64 };
/**
 * Messages that each stage handles at the same time. A batch mostly waits for a customer's bucket, and the limit of
 * reads bounds its memory. A slice may hold 48 pages in memory.
 */
const STAGE_CONCURRENCY = { list: 6, inspect: 12, tally: 4 };
const CLEANUP_PAUSE_MS = 3_600_000;
const RESEND_PAUSE_MS = 15_000;
/** Deferred work pauses for at least 1 s. */
const RETRY_PAUSE_MS = 1_000;
/** Syncs are spread over five minutes, so a delay of ten more seconds does not matter. */
const SCHEDULE_PAUSE_MS = 10_000;

/** Opens everything this service needs, in order; stopping releases it in reverse. */
export function startService(config: SyncConfig, log: Logger): Promise<Running & { url: string }> {
  return openInOrder(log, async (releasers) => {
    const infrastructure = await openInfrastructure({ name: 'sync', config, migrations: MIGRATIONS, releasers, log });
    const { pool, kafka, relay, http } = infrastructure;

    const peers = createPeers(
      createSubgraphClient({ service: 'connections', ...config.connections }),
      createSubgraphClient({ service: 'connections', ...config.connections, deadlineMs: CHECK_DEADLINE_MS }),
      createSubgraphClient({ service: 'assets', ...config.assets }),
    );
    const sessions = createBucketSessions(async (target, insteadOf) => {
      const { expiresAt, ...session } = await peers.openSession(target, insteadOf);
      return { ...session, expiresAt: new Date(expiresAt) };
    });
    const reads = createConcurrencyLimit(READS_IN_FLIGHT);
    const retries = createConcurrencyLimit(RETRIES_IN_FLIGHT);
    const s3 = createS3Client({
      sessions,
      ...config.s3,
      pause: (ms, signal) => delay(ms, undefined, { signal }),
      limit: allLimits(reads, retries),
    });
    releasers.add('S3 client', () => s3.stop());
    const inspector = createInspector({ workers: Math.max(1, availableParallelism() - 1) });
    releasers.add('inspector', () => inspector.stop());

    const { removalHoldFraction, awsPatienceMs } = config;
    const ledger = createRunLedger({ pool, relay, removalHoldFraction, awsPatienceMs });
    const deferred = createDeferredBatches({ pool, nudge: () => relay.nudge() });
    const lister = createBucketLister(s3);
    const reader = createBucketReader(s3);
    const schedules = createSchedules(pool);
    const scheduling = { ...peers, ledger, schedules, isTimeZone, nextSyncAt, now: () => new Date() };
    const inspection = {
      ledger,
      deferred,
      lister,
      reader,
      inspector,
      verdictWithoutReading,
      whenReplaced: (target: BucketTarget, key: string) => ledger.forgetListed(target, [key]),
      health: createReadHealth({ sampleKnown: ledger.sampleKnown, reader }),
      intake: { send: (verdicts: BatchInspected) => kafka.producer.send(batchInspected, [verdicts]) },
    };

    const starts = createStartLane({
      ledger,
      checkConnection: peers.checkConnection,
      onFailure: (error, runId) => log.warn({ error, runId }, 'run did not start, its job is sent again'),
    });
    const stages = stageConsumers({
      ledger,
      startRun: starts.start,
      listSlice: createListSlice({ ledger, lister, recheckShare: config.recheckShare }),
      inspectBatch: (batch, signal) => inspectBatch({ ...inspection, limit: reads }, batch, signal),
      async forgetConnection({ organizationId, connectionId }) {
        await schedules.remove(organizationId, connectionId);
        await ledger.forgetConnection(organizationId, connectionId);
      },
      pauseSchedule: (connection, cause) => pauseSchedule(scheduling, connection, cause),
    });

    if (config.roles.has('api')) {
      await serveApi({ config, log, releasers, infrastructure, peers, ledger, lister, schedules, scheduling });
    }
    const consumers: Running[] = [];
    // In parallel: each waits up to 15 s for its work in flight, and the process has 20 s.
    releasers.add('stages', () => Promise.all(consumers.map((stage) => stage.stop())));
    for (const { role, groupId, handlers } of stages) {
      if (!config.roles.has(role)) continue;
      consumers.push(await kafka.consume({ groupId, handlers, concurrency: STAGE_CONCURRENCY[role], from: 'ALL' }));
    }
    const repeatedly = (name: string, pauseMs: number, work: () => Promise<{ isMore: boolean }>) => {
      const onFailure = (error: unknown) => log.warn({ error, work: name }, 'repeated work failed, trying again');
      const loop = repeat({ work, pauseMs, onFailure });
      releasers.add(name, () => loop.stop());
    };
    const thenPause = (work: () => Promise<void>) => () => work().then(() => ({ isMore: false }));
    if (config.roles.has('inspect')) {
      const onFailure = (error: unknown) => log.warn({ error }, 'deferred batch failed, trying again');
      const lane = createRetryLane({ ...inspection, limit: retries, patienceMs: awsPatienceMs, onFailure });
      releasers.add('retry lane', () => lane.stop());
      repeatedly('deferred reads', RETRY_PAUSE_MS, lane.startDue);
    }
    if (config.roles.has('list')) {
      const onFailure = ({ connectionId }: { connectionId: string }, error: unknown) =>
        log.warn({ error, connectionId }, 'scheduled sync did not start, trying again');
      repeatedly('schedules', SCHEDULE_PAUSE_MS, () => startScheduledSyncs({ ...scheduling, onFailure }));
      repeatedly('deferred slices', RETRY_PAUSE_MS, thenPause(ledger.retryDueSlices));
      repeatedly('jobs sent again', RESEND_PAUSE_MS, thenPause(ledger.resendJobs));
    }
    if (config.roles.has('tally')) {
      repeatedly('rows of ended runs', CLEANUP_PAUSE_MS, () => deleteRowsOfEndedRuns(pool));
      repeatedly('stalled runs', CLEANUP_PAUSE_MS, thenPause(ledger.failStalled));
    }
    const url = await http.listen();
    log.info({ url, roles: [...config.roles] }, 'sync listens');
    return { url };
  });
}
