import { AppError } from '../errors/index.ts';

/** The broker's name for an error, if the broker answered. KafkaJS wraps it in the error of its retries. */
function brokerAnswer(error: unknown): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    if ('type' in each && typeof each.type === 'string') return each.type;
  }
  return undefined;
}

/** The broker refuses a record of this size. */
export function isTooLarge(error: unknown): boolean {
  return ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'].includes(brokerAnswer(error) ?? '');
}

/** The broker does not answer, or has no leader or too few replicas for now. */
export function isBrokerAway(error: unknown): boolean {
  if (error instanceof AppError) return error.isRetryable;
  const answer = brokerAnswer(error);
  if (answer === undefined) return error instanceof Error && error.name.startsWith('KafkaJS');
  return /^(LEADER_NOT_AVAILABLE|NOT_LEADER|NOT_ENOUGH_REPLICAS|REQUEST_TIMED_OUT|BROKER_NOT|NETWORK)/.test(answer);
}
