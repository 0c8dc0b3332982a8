import { HEALTH_CAUSES } from '@bucket-sync/shared/contracts';
import { AppError, plainSentence } from '@bucket-sync/shared/errors';
import type { ReadAnswer } from '../read-answer.ts';
import type { RunFailure } from './run-state.ts';

/**
 * Why a run cannot use its connection. It is stored, and published to every consumer of the public topic, so it is one
 * plain sentence. The remedy stays with the connection's health: its texts to paste hold the external id.
 *
 * @param cause  of the connection's health; null when it was not checked
 */
export function unhealthy(cause: string | null): RunFailure {
  const code = HEALTH_CAUSES.find((known) => known === cause) ?? 'CONNECTION_NOT_HEALTHY';
  return { code, message: `${plainSentence(code)}. The health of the connection says what to do.` };
}

/** AWS failed across the board for longer than a run waits. `answer` is its last answer, null when none is known. */
export function awsUnavailable(answer: ReadAnswer | null): RunFailure {
  return failureOf(new AppError('AWS_UNAVAILABLE', answer ? { why: answer.text } : {}));
}

/** The failure of a run that ended on an error. An unknown error tells a customer nothing. */
export function failureOf(error: unknown): RunFailure {
  const { code, message } = error instanceof AppError ? error : new AppError('INTERNAL');
  return { code, message };
}
