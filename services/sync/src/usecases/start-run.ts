import type { SyncRequested } from '@bucket-sync/shared/contracts';
import type { ConnectionView, RunLedger } from '../domain/ports.ts';
import { unhealthy } from '../domain/run/run-failure.ts';

export interface StartRunParts {
  ledger: RunLedger;
  /** Runs every probe; null when the organization has no such connection. */
  checkConnection: (organizationId: string, connectionId: string) => Promise<ConnectionView | null>;
}

/**
 * Starts a run that a caller or another service requested. It checks the connection first, with the confused-deputy
 * test, and starts the listing only if the connection is healthy.
 *
 * A job may name any connection. The connection is looked up in the job's organization, so the job reaches no other
 * organization. For a known run the run's own connection is checked instead.
 */
export async function startRun(parts: StartRunParts, job: SyncRequested): Promise<void> {
  const { ledger } = parts;
  const existing = await ledger.find(job.organizationId, job.runId);
  if (existing && existing.state !== 'QUEUED') return;
  const connection = await parts.checkConnection(job.organizationId, existing?.connectionId ?? job.connectionId);
  if (!connection) {
    if (existing) await ledger.fail(job.runId, { code: 'NOT_FOUND', message: 'The connection was removed' });
    return;
  }
  if (!existing) {
    const requested = await ledger.request({ ...job, datasetId: connection.datasetId }, 'JOB_RECEIVED');
    if (requested === 'ALREADY_RUNNING') return;
  }
  if (connection.isHealthy) await ledger.start(job.runId, connection.keyRule);
  else await ledger.fail(job.runId, unhealthy(connection.cause));
}
