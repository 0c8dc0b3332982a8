import { fileURLToPath } from 'node:url';
import type { SyncRequested } from '@bucket-sync/shared/contracts';
import { OUTBOX_MIGRATIONS } from '@bucket-sync/shared/outbox';
import { createTestDatabase, type TestDatabase } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConnectionView, RunLedger } from '../../src/domain/ports.ts';
import { createRunLedger } from '../../src/postgres/run-ledger.ts';
import { startRun } from '../../src/usecases/start-run.ts';
import { aJob } from '../support/builders.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

let database: TestDatabase;
let ledger: RunLedger;
beforeAll(async () => {
  database = await createTestDatabase([OUTBOX_MIGRATIONS, MIGRATIONS]);
  const relay = { nudge: () => {}, stop: async () => {} };
  ledger = createRunLedger({ pool: database.pool, relay, removalHoldFraction: 0.2 });
});
afterAll(() => database.drop());

/** Takes up a job in an organization that has these connections, and answers what became of its run. */
async function takeUp(job: SyncRequested, hearts: Record<string, boolean>) {
  const checkConnection = async (_organizationId: string, id: string): Promise<ConnectionView | null> => {
    const isHealthy = hearts[id];
    if (isHealthy === undefined) return null;
    return { id, datasetId: job.datasetId, isHealthy, cause: isHealthy ? null : 'LIST_DENIED', remedy: null };
  };
  await startRun({ ledger, checkConnection }, job);
  const run = await ledger.find(job.organizationId, job.runId);
  return run && { state: run.state, connectionId: run.connectionId };
}

test('a job of another service becomes a run of the connection that it names', async () => {
  const job = aJob();
  expect(await takeUp(job, { [job.connectionId]: true })).toEqual({ state: 'RUNNING', connectionId: job.connectionId });
});

test('a job of a connection that nobody has becomes no run', async () => {
  expect(await takeUp(aJob(), {})).toBeNull();
});

test.each([
  ['does not start it when its own connection is ill', { isHealthy: false, other: true }, 'FAILED'],
  ['does not end it when the other is ill', { isHealthy: true, other: false }, 'RUNNING'],
  ['does not end it when there is no such other', { isHealthy: true, other: undefined }, 'RUNNING'],
])('a job that names a run and a connection that is not its own %s', async (_what, hearts, state) => {
  const own = aJob();
  await ledger.request(own, 'SEND_JOB');
  const { connectionId } = aJob();
  const others = hearts.other === undefined ? {} : { [connectionId]: hearts.other };
  const became = await takeUp({ ...own, connectionId }, { [own.connectionId]: hearts.isHealthy, ...others });
  expect(became).toEqual({ state, connectionId: own.connectionId });
});
