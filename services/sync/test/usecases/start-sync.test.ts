import type { Caller } from '@bucket-sync/shared/auth';
import type { SyncRequested } from '@bucket-sync/shared/contracts';
import { expect, test } from 'vitest';
import type { ConnectionView } from '../../src/domain/ports.ts';
import { startSync } from '../../src/usecases/start-sync.ts';
import { aBatch, aConnectionView, aJob, openingOf, outcomesOf, recordPage } from '../support/builders.ts';
import { openLedger } from '../support/ledger.ts';

const { ledger } = await openLedger();

/** A started run of a connection, and a second request by the same person. */
async function aRunInProgress(health: Partial<ConnectionView> = {}) {
  const job = aJob();
  const { organizationId, connectionId } = job;
  await ledger.request(job, 'SEND_JOB');
  const run = await begin(job);
  const caller: Caller = { subject: 'anna', organizationId, role: 'EDITOR' };
  const view = aConnectionView(job, health);
  const startAgain = () => startSync({ ledger, findConnection: async () => view }, caller, connectionId);
  return { run, job, startAgain };
}

/** Starts a requested run up to its listing. */
async function begin({ organizationId, runId }: SyncRequested) {
  await ledger.start(runId);
  const run = (await ledger.find(organizationId, runId))!;
  await ledger.tally(openingOf(run));
  return run;
}

test('a second start names the run in progress', async () => {
  const { run, startAgain } = await aRunInProgress();
  expect(await startAgain()).toMatchObject({
    code: 'SYNC_ALREADY_RUNNING',
    message: expect.stringContaining(run.id),
  });
});

test('a start beside a held run states the decision that the run waits for', async () => {
  const { run: first, job, startAgain } = await aRunInProgress();
  const keys = Array.from({ length: 20 }, (_, n) => `${n}.jpg`);
  const batch = aBatch(first, '0.0.0', keys);
  await recordPage(ledger, first, { listedCount: 20, batches: [batch] });
  await ledger.tally(outcomesOf(batch));
  const again = { ...job, runId: aJob().runId };
  await ledger.request(again, 'SEND_JOB');
  const second = await begin(again);
  await recordPage(ledger, second, { missingKeys: keys });
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

test('a start beside a run that is held for its sample states what the sample found', async () => {
  const { run: first, job, startAgain } = await aRunInProgress();
  const keys = Array.from({ length: 60 }, (_, n) => `${n}.jpg`);
  const batch = aBatch(first, '0.0.0', keys);
  await recordPage(ledger, first, { listedCount: 60, batches: [batch] });
  await ledger.tally(outcomesOf(batch));
  const again = { ...job, runId: aJob().runId };
  await ledger.request(again, 'SEND_JOB');
  const second = await begin(again);
  const sample = { ...aBatch(second, '0.0.recheck.0', keys.slice(0, 20)), isRecheck: true };
  await recordPage(ledger, second, { listedCount: 60, unchangedCount: 60, batches: [sample] });
  const lost = { ...sample, objects: sample.objects.slice(0, 6) };
  await ledger.tally(outcomesOf(lost, { outcome: 'WITHDRAWAL_DEFERRED', reason: 'READ_DENIED' }));
  expect(await startAgain()).toMatchObject({
    message: expect.stringContaining('6 of its 60 files no longer fit, 6 of a sample of 20 can no longer be read.'),
  });
});

test.each<[Partial<ConnectionView>, string]>([
  [{ cause: 'LIST_DENIED', remedy: 'Paste the policy.' }, 'while it is unhealthy (LIST_DENIED). Paste the policy.'],
  [{ cause: null, remedy: null }, 'before its role was checked: enter the role ARN, or press Retry, first.'],
])('an unhealthy connection (%o) is refused in whole sentences', async (health, ending) => {
  const { startAgain } = await aRunInProgress({ isHealthy: false, ...health });
  expect(await startAgain()).toMatchObject({ message: `The connection cannot be synced ${ending}` });
});
