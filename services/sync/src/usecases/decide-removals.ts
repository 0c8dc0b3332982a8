import type { Caller } from '@bucket-sync/shared/auth';
import { type Problem, problem } from '@bucket-sync/shared/problem';
import type { RunLedger } from '../domain/ports.ts';
import type { Run } from '../domain/run/run.ts';
import { unknownRun } from '../domain/run/unknown-run.ts';

/** Decides a run that is held because too many assets would be removed. */
export async function decideRemovals(
  ledger: RunLedger,
  caller: Caller,
  runId: string,
  decision: 'REMOVE' | 'KEEP',
): Promise<Run | Problem> {
  const before = await ledger.find(caller.organizationId, runId);
  if (!before) return unknownRun();
  if (before.state !== 'HELD') {
    return problem(
      'NOT_ALLOWED_NOW',
      `Only a run that is HELD waits for this decision; it is ${before.state}.`,
      'runId',
    );
  }
  return (await ledger.decideRemovals(caller.organizationId, runId, decision)) ?? unknownRun();
}
