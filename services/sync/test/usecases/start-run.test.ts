import type { SyncRequested } from '@bucket-sync/shared/contracts';
import { expect, test } from 'vitest';
import type { ConnectionView } from '../../src/domain/ports.ts';
import { startRun } from '../../src/usecases/start-run.ts';
import { aJob, EVERY_KEY } from '../support/builders.ts';
import { openLedger } from '../support/ledger.ts';

const { ledger } = await openLedger();

/** Starts a job in an organization with connections of this health, and returns its run. */
async function start(job: SyncRequested, health: Record<string, boolean>) {
  const checkConnection = async (_organizationId: string, id: string): Promise<ConnectionView | null> => {
    const isHealthy = health[id];
    if (isHealthy === undefined) return null;
    return {
      id,
      datasetId: job.datasetId,
      isHealthy,
      cause: isHealthy ? null : 'LIST_DENIED',
      remedy: null,
      keyRule: EVERY_KEY,
    };
  };
  await startRun({ ledger, checkConnection }, job);
  const run = await ledger.find(job.organizationId, job.runId);
  return run && { state: run.state, connectionId: run.connectionId };
}

test('a job of another service becomes a run of the connection that it names', async () => {
  const job = aJob();
  expect(await start(job, { [job.connectionId]: true })).toEqual({ state: 'RUNNING', connectionId: job.connectionId });
});

test('a job of a connection that does not exist starts no run', async () => {
  expect(await start(aJob(), {})).toBeNull();
});

test.each([
  ['does not start it when its own connection is unhealthy', { isHealthy: false, other: true }, 'FAILED'],
  ['does not end it when the other is unhealthy', { isHealthy: true, other: false }, 'RUNNING'],
  ['does not end it when the other does not exist', { isHealthy: true, other: undefined }, 'RUNNING'],
])('a job that names a run and a connection that is not its own %s', async (_what, health, state) => {
  const own = aJob();
  await ledger.request(own, 'SEND_JOB');
  const { connectionId } = aJob();
  const others = health.other === undefined ? {} : { [connectionId]: health.other };
  const became = await start({ ...own, connectionId }, { [own.connectionId]: health.isHealthy, ...others });
  expect(became).toEqual({ state, connectionId: own.connectionId });
});
