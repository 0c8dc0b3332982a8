import { HEALTH_CAUSES } from '@bucket-sync/shared/contracts';
import { AppError, plainSentence } from '@bucket-sync/shared/errors';
import type { ReadAnswer } from '../read-answer.ts';
import type { RunFailure } from './run-state.ts';

/**
 * Why a run cannot use its connection, in one plain sentence. It is stored and published on the public topic. It leaves
 * out the fix, whose texts hold the external id; the connection's health has the fix.
 *
 * @param cause  of the connection's health; null when it was not checked
 */
export function unhealthy(cause: string | null): RunFailure {
  const code = HEALTH_CAUSES.find((known) => known === cause) ?? 'CONNECTION_NOT_HEALTHY';
  return { code, message: `${plainSentence(code)}. The health of the connection says what to do.` };
}

/** All reads or listings failed for longer than a run waits. `answer` is AWS's last answer; null when none is known. */
export function awsUnavailable(answer: ReadAnswer | null): RunFailure {
  return failureOf(new AppError('AWS_UNAVAILABLE', answer ? { why: answer.text } : {}));
}

/** The failure of a run that ended on an error. The text of an unknown error is not shown to the customer. */
export function failureOf(error: unknown): RunFailure {
  const { code, message } = error instanceof AppError ? error : new AppError('INTERNAL');
  return { code, message };
}
