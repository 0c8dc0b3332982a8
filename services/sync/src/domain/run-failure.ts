import { HEALTH_CAUSES } from '@bucket-sync/shared/contracts';
import { plainSentence } from '@bucket-sync/shared/errors';

export interface RunFailure {
  code: string;
  message: string;
}

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
