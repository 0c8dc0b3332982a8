import type { SyncRequested } from '@bucket-sync/shared/contracts';
import type { ConnectionView, RunLedger } from '../domain/ports.ts';
import { unhealthy } from '../domain/run-failure.ts';

export interface StartRunParts {
  ledger: RunLedger;
  /** Every probe, run now; null when the organization has no such connection. */
  checkConnection: (organizationId: string, connectionId: string) => Promise<ConnectionView | null>;
}

/**
 * Takes up a run that was asked for, here or by another service: checks the connection first, the confused-deputy test
 * with it, and starts the listing only on a green heart.
 *
 * A job can name any connection: what it names is looked up as the organization it names, so it reaches nothing else.
 * Where its run is known, the run's own connection is what is checked, whatever the job says.
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
  if (connection.isHealthy) await ledger.start(job.runId);
  else await ledger.fail(job.runId, unhealthy(connection.cause));
}
