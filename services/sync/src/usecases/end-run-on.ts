import { AppError } from '@bucket-sync/shared/errors';
import type { RunLedger } from '../domain/ports.ts';

/**
 * Ends a run on an error that trying again cannot help and that is not ours: it fails with the connection's own cause.
 *
 * @throws the error itself when it is a passing one, or ours to mend
 */
export async function endRunOn(ledger: RunLedger, runId: string, error: unknown): Promise<void> {
  if (!(error instanceof AppError) || error.isRetryable || error.category === 'OURS') throw error;
  const cause = error.code === 'CONNECTION_NOT_HEALTHY' ? String(error.fields.cause) : error.code;
  await ledger.fail(runId, { code: cause, message: error.message });
}
