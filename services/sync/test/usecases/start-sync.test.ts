import type { Caller } from '@bucket-sync/shared/auth';
import type { SyncRequested } from '@bucket-sync/shared/contracts';
import { expect, test } from 'vitest';
import type { ConnectionView } from '../../src/domain/ports.ts';
import { startSync } from '../../src/usecases/start-sync.ts';
import { aBatch, aConnectionView, aJob, openingOf, outcomesOf, recordPage } from '../support/builders.ts';
import { openLedger } from '../support/ledger.ts';

const { ledger } = await openLedger();

/** A started run of a connection, and a second request by the same person. */
async function aRunInProgress(heart: Partial<ConnectionView> = {}) {
  const job = aJob();
  const { organizationId, connectionId } = job;
  await ledger.request(job, 'SEND_JOB');
  const run = await begin(job);
  const caller: Caller = { subject: 'anna', organizationId, role: 'EDITOR' };
  const view = aConnectionView(job, heart);
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

test.each<[Partial<ConnectionView>, string]>([
  [{ cause: 'LIST_DENIED', remedy: 'Paste the policy.' }, 'while it is unhealthy (LIST_DENIED). Paste the policy.'],
  [{ cause: null, remedy: null }, 'before its role was checked: enter the role ARN, or press Retry, first.'],
])('an unhealthy connection (%o) is refused in whole sentences', async (heart, ending) => {
  const { startAgain } = await aRunInProgress({ isHealthy: false, ...heart });
  expect(await startAgain()).toMatchObject({ message: `The connection cannot be synced ${ending}` });
});
