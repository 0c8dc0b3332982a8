import type { Caller } from '@bucket-sync/shared/auth';
import type { SkipReason } from '@bucket-sync/shared/contracts';
import { newId } from '@bucket-sync/shared/ids';
import { type Problem, problem } from '@bucket-sync/shared/problem';
import { notHealthy } from '../domain/not-healthy.ts';
import type { ConnectionView, RunLedger } from '../domain/ports.ts';
import type { Run } from '../domain/run/run.ts';

/**
 * Requests a run of a connection. Any replica may start it. It continues without subscribers.
 *
 * @param only  reads again only what was skipped for these reasons; null for a whole sync
 */
export async function startSync(
  parts: { ledger: RunLedger; findConnection: (caller: Caller, id: string) => Promise<ConnectionView | null> },
  caller: Caller,
  connectionId: string,
  only: readonly SkipReason[] | null = null,
): Promise<Run | Problem> {
  if (only?.length === 0) return problem('INVALID_INPUT', 'Name at least one reason, or leave only out.', 'only');
  const connection = await parts.findConnection(caller, connectionId);
  if (!connection) return problem('NOT_FOUND', 'There is no connection by this id.', 'connectionId');
  if (!connection.isHealthy) return notHealthy(connection);
  const run = await parts.ledger.request(
    {
      organizationId: caller.organizationId,
      connectionId,
      datasetId: connection.datasetId,
      runId: newId(),
      requestedBy: caller.subject,
      ...(only && { only: [...new Set(only)] }),
    },
    'SEND_JOB',
  );
  if (run !== 'ALREADY_RUNNING') return run;
  return alreadyRunning(await parts.ledger.findActive(caller.organizationId, connectionId));
}

/** Names the open run that prevents the start, and the caller's options. A held run continues only after a decision. */
function alreadyRunning(run: Run | null): Problem {
  return problem('SYNC_ALREADY_RUNNING', whatToDo(run), 'connectionId');
}

function whatToDo(run: Run | null): string {
  if (!run) return 'A sync of this connection ended this very moment. Start it again.';
  if (run.state !== 'HELD') {
    return (
      `This connection is being synced already (run ${run.id}). Watch that run, its activeSync, or stop it with ` +
      'cancelSync.'
    );
  }
  const { missing, pendingWithdrawals, knownBefore, excluded, rechecked, lostInRechecks } = run.counts;
  const orExcluded = excluded > 0 ? ', or are excluded by its patterns' : '';
  const lost = [
    ...(missing > 0 ? [`${missing} of its ${knownBefore} files are no longer in the bucket${orExcluded}`] : []),
    ...(pendingWithdrawals > 0 ? [`${pendingWithdrawals} of its ${knownBefore} files no longer fit`] : []),
    ...(lostInRechecks > 0 ? [`${lostInRechecks} of a sample of ${rechecked} can no longer be read`] : []),
  ].join(', ');
  return (
    `The last sync of this connection (run ${run.id}) is held and waits for your decision: ${lost}. Decide with ` +
    'decideRemovals for this run: REMOVE removes their assets, KEEP leaves them; or stop it with cancelSync. Then ' +
    'start the sync again.'
  );
}
