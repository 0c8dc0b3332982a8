import type { Caller } from '@bucket-sync/shared/auth';
import { type Problem, problem } from '@bucket-sync/shared/problem';
import type { RunLedger } from '../domain/ports.ts';
import type { Run } from '../domain/run/run.ts';
import { unknownRun } from '../domain/run/unknown-run.ts';

/** Ends a run at once. Its reads stop within seconds; stored assets stay stored. */
export async function cancelSync(ledger: RunLedger, caller: Caller, runId: string): Promise<Run | Problem> {
  const run = await ledger.cancel(caller.organizationId, runId);
  if (!run) return unknownRun();
  if (run.state === 'CANCELLED') return run;
  return problem('NOT_ALLOWED_NOW', `This run has ended already: ${run.state}.`, 'runId');
}
