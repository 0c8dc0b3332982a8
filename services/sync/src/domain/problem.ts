/** Something the caller can mend, as GraphQL's Problem. */
export interface Problem {
  code: ProblemCode;
  message: string;
  field: string | null;
}

export type ProblemCode = 'NOT_FOUND' | 'CONNECTION_NOT_HEALTHY' | 'SYNC_ALREADY_RUNNING' | 'NOT_ALLOWED_NOW';

export function problem(code: ProblemCode, message: string, field: string | null): Problem {
  return { code, message, field };
}
