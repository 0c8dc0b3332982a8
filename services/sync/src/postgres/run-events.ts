import { runEnded, runProgressed, runStarted, syncRequested } from '@bucket-sync/shared/contracts';
import { enqueue } from '@bucket-sync/shared/outbox';
import type { Transaction } from '@bucket-sync/shared/postgres';
import type { Run } from '../domain/run/run.ts';
import { snapshotOf } from '../domain/run/run-snapshot.ts';
import { hasEnded } from '../domain/run/run-state.ts';
import { nextSequence, readRun } from './run-store.ts';

type Change = 'STARTED' | 'STATE' | 'PROGRESS';

/**
 * Publishes a snapshot of the run within the transaction that changed it. A change of state is always published;
 * progress alone at most four times a second.
 *
 * @returns the run as it is now
 */
export async function publishRun(transaction: Transaction, runId: string, change: Change): Promise<Run> {
  const isPublished = await nextSequence(transaction, runId, change !== 'PROGRESS');
  const run = (await readRun(transaction, runId))!;
  if (isPublished) await enqueue(transaction, 'sync', eventOf(run, change), [snapshotOf(run, new Date())]);
  return run;
}

function eventOf(run: Run, change: Change) {
  if (change === 'STARTED') return runStarted;
  return hasEnded(run.state) ? runEnded : runProgressed;
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
  await enqueue(transaction, 'sync', syncRequested, jobs);
}

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
