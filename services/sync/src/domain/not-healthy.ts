import { type Problem, problem } from '@bucket-sync/shared/problem';

/** The problem of an unhealthy connection: the cause and its fix. */
export function notHealthy(connection: { cause: string | null; remedy: string | null }): Problem {
  const { cause, remedy } = connection;
  const why = cause
    ? `while it is unhealthy (${cause}). ${remedy ?? 'Press Retry.'}`
    : 'before its role was checked: enter the role ARN, or press Retry, first.';
  return problem('CONNECTION_NOT_HEALTHY', `The connection cannot be synced ${why}`, 'connectionId');
}
