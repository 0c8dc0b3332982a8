import { fileURLToPath } from 'node:url';
import type { Caller } from '@bucket-sync/shared/auth';
import type { SyncRequested } from '@bucket-sync/shared/contracts';
import { OUTBOX_MIGRATIONS } from '@bucket-sync/shared/outbox';
import { createTestDatabase, type TestDatabase } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConnectionView, RunLedger } from '../../src/domain/ports.ts';
import { createRunLedger } from '../../src/postgres/run-ledger.ts';
import { startSync } from '../../src/usecases/start-sync.ts';
import { aBatch, aJob, aPage, openingOf, outcomesOf } from '../support/builders.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

let database: TestDatabase;
let ledger: RunLedger;
beforeAll(async () => {
  database = await createTestDatabase([OUTBOX_MIGRATIONS, MIGRATIONS]);
  const relay = { nudge: () => {}, stop: async () => {} };
  ledger = createRunLedger({ pool: database.pool, relay, removalHoldFraction: 0.2 });
});
afterAll(() => database.drop());

/** A run of a connection's own, begun; and the asking for another by the same person. */
async function aRunUnderWay(heart: Partial<ConnectionView> = {}) {
  const job = aJob();
  const { organizationId, connectionId, datasetId } = job;
  await ledger.request(job, 'SEND_JOB');
  const run = await begin(job);
  const caller: Caller = { subject: 'anna', organizationId, role: 'EDITOR' };
  const view = { id: connectionId, datasetId, isHealthy: true, cause: null, remedy: null, ...heart };
  const startAgain = () => startSync({ ledger, findConnection: async () => view }, caller, connectionId);
  return { run, job, startAgain };
}

/** Starts a run that was asked for, as far as its listing. */
async function begin({ organizationId, runId }: SyncRequested) {
  await ledger.start(runId);
  const run = (await ledger.find(organizationId, runId))!;
  await ledger.tally(openingOf(run));
  return run;
}

test('a second start names the run that is under way', async () => {
  const { run, startAgain } = await aRunUnderWay();
  expect(await startAgain()).toMatchObject({
    code: 'SYNC_ALREADY_RUNNING',
    message: expect.stringContaining(run.id),
  });
});

test('a start beside a run that is held says which decision it waits for', async () => {
  const { run: first, job, startAgain } = await aRunUnderWay();
  const keys = Array.from({ length: 20 }, (_, n) => `${n}.jpg`);
  const batch = aBatch(first, '0.0.0', keys);
  await ledger.recordPage(aPage(first, { listedCount: 20, batches: [batch] }));
  await ledger.tally(outcomesOf(batch));
  const again = { ...job, runId: aJob().runId };
  await ledger.request(again, 'SEND_JOB');
  const second = await begin(again);
  await ledger.recordPage(aPage(second, { missingKeys: keys }));
  expect(await startAgain()).toEqual({
    code: 'SYNC_ALREADY_RUNNING',
    message: expect.stringMatching(
      new RegExp(
        `run ${second.id}\\) is held .* 20 of its 20 files are no longer in the bucket.*decideRemovals.*again\\.$`,
      ),
    ),
    field: 'connectionId',
  });
});

test.each<[Partial<ConnectionView>, string]>([
  [{ cause: 'LIST_DENIED', remedy: 'Paste the policy.' }, 'while it is unhealthy (LIST_DENIED). Paste the policy.'],
  [{ cause: null, remedy: null }, 'before its role was checked: enter the role ARN, or press Retry, first.'],
])('a connection that is not healthy (%o) is said in whole sentences', async (heart, ending) => {
  const { startAgain } = await aRunUnderWay({ isHealthy: false, ...heart });
  expect(await startAgain()).toMatchObject({ message: `The connection cannot be synced ${ending}` });
});
