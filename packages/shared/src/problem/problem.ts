import type { ProblemCode } from '../contracts/index.ts';

/** Something the caller can fix, as GraphQL's Problem. Its message is one sentence for the person at the screen. */
export class Problem {
  readonly code: ProblemCode;
  readonly message: string;
  /** The input field it is about, where there is one. */
  readonly field: string | null;

  constructor(code: ProblemCode, message: string, field: string | null) {
    this.code = code;
    this.message = message;
    this.field = field;
  }
}

export function problem(code: ProblemCode, message: string, field: string | null = null): Problem {
  return new Problem(code, message, field);
}

export function invalid(field: string, message: string): Problem {
  return problem('INVALID_INPUT', message, field);
}
