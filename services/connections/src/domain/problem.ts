export type ProblemCode = 'INVALID_INPUT' | 'PLAN_REQUIRED' | 'QUOTA_EXHAUSTED' | 'NOT_FOUND' | 'NOT_ALLOWED_NOW';

/** Something the caller can mend: what is wrong, in one sentence for the person at the screen, and in which field. */
export class Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly field: string | null;

  constructor(code: ProblemCode, message: string, field: string | null = null) {
    this.code = code;
    this.message = message;
    this.field = field;
  }
}

export function invalid(field: string, message: string): Problem {
  return new Problem('INVALID_INPUT', message, field);
}
