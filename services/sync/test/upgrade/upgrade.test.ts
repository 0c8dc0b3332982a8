import { join } from 'node:path';
import { type BatchIngested, type BatchInspected, batchIngested, batchInspected } from '@bucket-sync/shared/contracts';
import {
  createUpgradedDatabase,
  readEarlierState,
  type TestDatabase,
  waitingMessages,
} from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stages, stageConsumers } from '../../src/kafka/handlers.ts';
import { createDeferredBatches } from '../../src/postgres/deferred-store.ts';
import { createRunLedger } from '../../src/postgres/run-ledger.ts';
import { inspectBatch } from '../../src/usecases/inspection/inspect-batch.ts';
import { createRetryLane } from '../../src/usecases/inspection/retry-deferred.ts';
import { createListSlice } from '../../src/usecases/listing/list-slice.ts';
import { startRun } from '../../src/usecases/start-run.ts';
import { EVERY_KEY } from '../support/builders.ts';
import { photo, startInspection, turned } from '../support/inspection.ts';
import { MIGRATIONS } from '../support/ledger.ts';
import { type SandboxBucket, startSandboxBucket } from '../support/sandbox-bucket.ts';

// before.json is what the release of commit 8d781c3 left when it was stopped: six runs, each at another stage, the
// rows of its outbox, and the messages that other services had not yet handled.
const before = readEarlierState(join(import.meta.dirname, 'before.json'));
const ROUNDS = 100;

let database: TestDatabase;
let bucket: SandboxBucket;
let inspection: Awaited<ReturnType<typeof startInspection>>;
let stages: Stages;
let lane: ReturnType<typeof createRetryLane>;
beforeAll(async () => {
  database = await createUpgradedDatabase(MIGRATIONS, before);
  bucket = await startSandboxBucket('upgraded');
  for (const key of ['a.jpg', 'b.jpg', 'c.jpg']) await bucket.put(key, photo);
  await bucket.put('new.jpg', Buffer.concat([photo, Buffer.from('new')]));
  await bucket.put('turned.jpg', turned);
  const { pool } = database;
  const nudge = () => {};
  const ledger = createRunLedger({ pool, relay: { nudge, stop: async () => {} }, removalHoldFraction: 0.9 });
  const deferred = createDeferredBatches({ pool, nudge });
  inspection = await startInspection(bucket, ledger.sampleKnown);
  const { lister } = inspection.parts;
  const parts = { ...inspection.parts, ledger, deferred };
  const checkConnection = async (_organizationId: string, id: string) => ({
    id,
    datasetId: id,
    isHealthy: true,
    cause: null,
    remedy: null,
    keyRule: EVERY_KEY,
  });
  stages = {
    ledger,
    startRun: (job) => startRun({ ledger, checkConnection }, job),
    listSlice: createListSlice({ ledger, lister, recheckShare: 0 }),
    inspectBatch: (batch, signal) => inspectBatch(parts, batch, signal),
    forgetConnection: async () => {},
    pauseSchedule: async () => {},
  };
  lane = createRetryLane({ ...parts, patienceMs: 600_000, onFailure: (error) => expect.unreachable(String(error)) });
});
afterAll(async () => {
  await lane.stop();
  await inspection.stop();
  await bucket.stop();
  await database.drop();
});

/** Hands a message to the handler of its type, as the consumers do. */
async function deliver({ type, data }: { type: string; data: unknown }): Promise<void> {
  if (type === batchInspected.type) {
    return deliver({ type: batchIngested.type, data: answerTo(batchInspected.data.parse(data)) });
  }
  const handlers = stageConsumers(stages).flatMap(({ handlers }) => handlers);
  const handler = handlers.find(({ event }) => event.type === type);
  await handler?.run(handler.event.data.parse(data), { eventId: '', signal: new AbortController().signal });
}

/** The answer of the assets service: everything fits. */
function answerTo(batch: BatchInspected): BatchIngested {
  const { organizationId, connectionId, runId, batchId, cost } = batch;
  const file = { etag: null, sizeBytes: null, reason: null };
  return {
    ...{ organizationId, connectionId, runId, batchId, cost },
    outcomes: [
      ...batch.accepted.map(({ objectKey, etag, sizeBytes }) => ({
        ...{ objectKey, etag, sizeBytes, reason: null },
        outcome: 'ADDED' as const,
      })),
      ...batch.skipped.map(({ objectKey, etag, sizeBytes, reason }) => ({
        ...{ objectKey, etag, sizeBytes, reason },
        outcome: 'SKIPPED' as const,
      })),
      ...batch.removed.map((objectKey) => ({ ...file, objectKey, outcome: 'REMOVED' as const })),
    ],
  };
}

/** The messages that the outbox holds, which are then sent. */
async function sent(): Promise<{ type: string; data: unknown }[]> {
  const messages = await waitingMessages(database.pool);
  await database.pool.query('delete from outbox; delete from outbox_bundles');
  return messages;
}

async function isAnyRunning(): Promise<boolean> {
  const { rowCount } = await database.pool.query(`select from sync_runs where state in ('QUEUED', 'RUNNING')`);
  return rowCount! > 0;
}

test('runs that an earlier release began end with the counts of their buckets, whatever their stage', async () => {
  for (const message of before.messages) await deliver(message);
  for (let round = 0; round < ROUNDS && (await isAnyRunning()); round += 1) {
    for (const message of await sent()) await deliver(message);
    await database.pool.query('update deferred_batches set due_at = least(due_at, now())');
    await lane.startDue();
    for (const data of inspection.sent.splice(0)) await deliver({ type: batchInspected.type, data });
  }
  const { rows } = await database.pool.query(
    'select requested_by, state, listed, added, skipped, removed, batches_open from sync_runs order by requested_by',
  );
  const whole = { state: 'SUCCEEDED_WITH_SKIPS', listed: 4, added: 3, skipped: 1, removed: 0, batches_open: 0 };
  const all = { ...whole, listed: 5, added: 4 };
  expect(rows).toEqual([
    { ...whole, requested_by: 'deferred' },
    { ...whole, requested_by: 'first', listed: 5, added: 4 },
    { ...whole, requested_by: 'inspected' },
    { ...whole, requested_by: 'listed' },
    { ...all, requested_by: 'opened' },
    { ...all, requested_by: 'queued' },
    { ...whole, requested_by: 'second', listed: 5, added: 1, skipped: 0, removed: 1 },
    { ...all, requested_by: 'started' },
  ]);
});
