/** Something the caller can mend: what is wrong, in one sentence for the person at the screen, and in which field. */
export class Problem {
  readonly code: 'INVALID_INPUT';
  readonly message: string;
  readonly field: string | null;

  constructor(message: string, field: string | null) {
    this.code = 'INVALID_INPUT';
    this.message = message;
    this.field = field;
  }
}

export function invalid(field: string, message: string): Problem {
  return new Problem(message, field);
}
