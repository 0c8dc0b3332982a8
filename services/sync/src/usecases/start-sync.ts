import type { Caller } from '@bucket-sync/shared/auth';
import { newId } from '@bucket-sync/shared/ids';
import type { ConnectionView, RunLedger } from '../domain/ports.ts';
import { notHealthy, type Problem, problem } from '../domain/problem.ts';
import type { Run } from '../domain/run.ts';

/** Asks for a run of a connection. It is done by whichever replica takes it up, and goes on when nobody watches. */
export async function startSync(
  parts: { ledger: RunLedger; findConnection: (caller: Caller, id: string) => Promise<ConnectionView | null> },
  caller: Caller,
  connectionId: string,
): Promise<Run | Problem> {
  const connection = await parts.findConnection(caller, connectionId);
  if (!connection) return problem('NOT_FOUND', 'There is no connection by this id', 'connectionId');
  if (!connection.isHealthy) return notHealthy(connection);
  const run = await parts.ledger.request(
    {
      organizationId: caller.organizationId,
      connectionId,
      datasetId: connection.datasetId,
      runId: newId(),
      requestedBy: caller.subject,
    },
    'SEND_JOB',
  );
  if (run !== 'ALREADY_RUNNING') return run;
  return problem('SYNC_ALREADY_RUNNING', 'This connection is being synced already; see its activeSync', 'connectionId');
}
