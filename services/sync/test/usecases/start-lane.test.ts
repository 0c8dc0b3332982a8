import { type SyncRequested, syncRequested } from '@bucket-sync/shared/contracts';
import { eventually, waitingMessages } from '@bucket-sync/shared/testing';
import { expect, test } from 'vitest';
import { createStartLane } from '../../src/usecases/start-lane.ts';
import { aJob, EVERY_KEY } from '../support/builders.ts';
import { openLedger } from '../support/ledger.ts';

const { pool, ledger } = await openLedger();

/** A lane whose checks take until they are released. */
function aSlowLane() {
  const { promise: released, resolve: release } = Promise.withResolvers<'healthy' | 'unreachable'>();
  const failures: string[] = [];
  const checkConnection = async (_organizationId: string, id: string) => {
    if ((await released) === 'unreachable') throw new Error('the connections service does not answer');
    return { id, datasetId: id, isHealthy: true, cause: null, remedy: null, keyRule: EVERY_KEY };
  };
  const onFailure = (_error: unknown, runId: string) => void failures.push(runId);
  const lane = createStartLane({ ledger, checkConnection, onFailure }, 50);
  return { lane, release, failures };
}

const stateOf = async ({ organizationId, runId }: SyncRequested) => (await ledger.find(organizationId, runId))?.state;

async function aQueuedJob(): Promise<SyncRequested> {
  const job = aJob();
  await ledger.request(job, 'SEND_JOB');
  return job;
}

test('a start whose check takes long holds up no other job, and starts its run in the end', async () => {
  const job = await aQueuedJob();
  const { lane, release } = aSlowLane();
  await lane.start(job);
  expect(await stateOf(job)).toBe('QUEUED');
  release('healthy');
  await eventually(async () => expect(await stateOf(job)).toBe('RUNNING'));
});

test('a job of another service keeps its place until its run is stored', async () => {
  const job = aJob();
  const { lane, release } = aSlowLane();
  let isOver = false;
  const start = lane.start(job).then(() => {
    isOver = true;
  });
  await lane.start(await aQueuedJob());
  expect(isOver).toBe(false);
  release('healthy');
  await start;
  expect(await stateOf(job)).toBe('RUNNING');
});

test('a start that fails beside the queue leaves its run queued, and the job is sent again once', async () => {
  const job = { ...aJob(), only: ['READ_FAILED' as const] };
  await ledger.request(job, 'SEND_JOB');
  const { lane, release, failures } = aSlowLane();
  await lane.start(job);
  release('unreachable');
  await eventually(() => expect(failures).toEqual([job.runId]));
  expect(await stateOf(job)).toBe('QUEUED');

  const sent = async () => {
    const messages = await waitingMessages(pool);
    return messages
      .filter(({ topic, data }) => topic === syncRequested.topic && data.runId === job.runId)
      .map(({ data }) => data);
  };
  await ledger.resendJobs();
  expect(await sent()).toEqual([job]);
  await pool.query(`update sync_runs set requested_at = now() - interval '2 minutes' where id = $1`, [job.runId]);
  await ledger.resendJobs();
  await ledger.resendJobs();
  expect(await sent()).toEqual([job, job]);
});

test('a run whose starts fail for more than ten minutes fails', async () => {
  const job = await aQueuedJob();
  await pool.query(`update sync_runs set requested_at = now() - interval '11 minutes' where id = $1`, [job.runId]);
  const { lane, release } = aSlowLane();
  await lane.start(job);
  release('unreachable');
  await eventually(async () => expect(await stateOf(job)).toBe('FAILED'));
});
