/** Something the caller can mend, as GraphQL's Problem. */
export interface Problem {
  code: ProblemCode;
  message: string;
  field: string | null;
}

export type ProblemCode = 'NOT_FOUND' | 'CONNECTION_NOT_HEALTHY' | 'SYNC_ALREADY_RUNNING' | 'NOT_ALLOWED_NOW';

/** A connection that cannot be listed or read, with its cause and what to do about it. */
export function notHealthy(connection: { cause: string | null; remedy: string | null }): Problem {
  const { cause, remedy } = connection;
  const why = cause
    ? `while its heart is broken (${cause}). ${remedy ?? 'Press Retry.'}`
    : 'before its role was checked: enter the role ARN, or press Retry, first.';
  return problem('CONNECTION_NOT_HEALTHY', `The connection cannot be synced ${why}`, 'connectionId');
}

export function problem(code: ProblemCode, message: string, field: string | null): Problem {
  return { code, message, field };
}
