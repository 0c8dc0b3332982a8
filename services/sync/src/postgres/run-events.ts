import { runEnded, runProgressed, runStarted, syncRequested } from '@bucket-sync/shared/contracts';
import { enqueue } from '@bucket-sync/shared/outbox';
import { prepared, type Transaction } from '@bucket-sync/shared/postgres';
import type { Run } from '../domain/run/run.ts';
import { snapshotOf } from '../domain/run/run-snapshot.ts';
import { hasEnded } from '../domain/run/run-state.ts';
import { EVENT_SOURCE } from './event-source.ts';
import { readRun } from './run-store.ts';

/**
 * Publishes a snapshot of the run within the transaction that changed its state.
 *
 * @returns the run as it is now
 */
export async function publishRun(transaction: Transaction, runId: string, change: 'STARTED' | 'STATE'): Promise<Run> {
  await nextSequence(transaction, runId, 'ALWAYS');
  return publish(transaction, runId, change);
}

/** Publishes a snapshot of the run within a transaction that changed its counts, at most four times a second. */
export async function publishProgress(transaction: Transaction, runId: string): Promise<void> {
  if (await nextSequence(transaction, runId, 'WHEN_DUE')) await publish(transaction, runId, 'STATE');
}

async function publish(transaction: Transaction, runId: string, change: 'STARTED' | 'STATE'): Promise<Run> {
  const run = (await readRun(transaction, runId))!;
  const event = hasEnded(run.state) ? runEnded : runProgressed;
  await enqueue(transaction, EVENT_SOURCE, change === 'STARTED' ? runStarted : event, [snapshotOf(run, new Date())]);
  return run;
}

/** @returns false, unless `when` is ALWAYS, for a run that was published less than 250 ms ago */
async function nextSequence(transaction: Transaction, runId: string, when: 'ALWAYS' | 'WHEN_DUE'): Promise<boolean> {
  const { rowCount } = await transaction.query(setNextSequence, [runId, when === 'ALWAYS']);
  return rowCount === 1;
}

/**
 * Sends the jobs of runs again that are queued for longer than a start takes. Their start failed, or its process ended.
 */
export async function resendJobs(transaction: Transaction): Promise<void> {
  const { rows } = await transaction.query(takeQueued);
  const jobs = rows.map((row) => ({
    organizationId: row.organization_id,
    connectionId: row.connection_id,
    datasetId: row.dataset_id,
    runId: row.id,
    requestedBy: row.requested_by,
    ...(row.only_reasons && { only: row.only_reasons }),
  }));
  await enqueue(transaction, EVENT_SOURCE, syncRequested, jobs);
}

const setNextSequence = prepared(`
  update sync_runs
  set sequence = sequence + 1, published_at = clock_timestamp()
  where id = $1 and ($2 or published_at is null or published_at < clock_timestamp() - interval '250 ms')`);

const takeQueued = `
  update sync_runs set job_sent_at = now()
  where id in (
    select id from sync_runs
    where state = 'QUEUED' and coalesce(job_sent_at, requested_at) < now() - interval '90 s'
    order by requested_at
    limit 100
    for update skip locked
  )
  returning id, organization_id, connection_id, dataset_id, requested_by, only_reasons`;
