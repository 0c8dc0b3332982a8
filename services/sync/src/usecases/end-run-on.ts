import { AppError } from '@bucket-sync/shared/errors';
import type { RunLedger } from '../domain/ports.ts';
import { failureOf, unhealthy } from '../domain/run/run-failure.ts';

/**
 * Ends a run on a permanent error that is not ours. The run fails with the connection's own cause.
 *
 * @throws the error itself when it is retryable or ours
 */
export async function endRunOn(ledger: Pick<RunLedger, 'fail'>, runId: string, error: unknown): Promise<void> {
  if (!(error instanceof AppError) || error.isRetryable || error.category === 'OURS') throw error;
  const isUnhealthy = error.code === 'CONNECTION_NOT_HEALTHY';
  await ledger.fail(runId, isUnhealthy ? unhealthy(String(error.fields.cause)) : failureOf(error));
}
