import { CATALOGUE, type ErrorCategory, type ErrorCode } from './catalogue.ts';

/** An error of the catalogue. Decide on `code` and `isRetryable`, never on the message. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, fields: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(sentence(CATALOGUE[code].message, fields), options);
    this.code = code;
    this.fields = Object.freeze({ ...fields });
  }

  get category(): ErrorCategory {
    return CATALOGUE[this.code].category;
  }

  /** The same call may succeed later, unchanged. */
  get isRetryable(): boolean {
    return this.category === 'TRANSIENT';
  }
}

function sentence(template: string, fields: Record<string, unknown>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in fields ? String(fields[name]) : whole));
}

/** The error's code where it is one of ours, else undefined. */
export function codeOf(error: unknown): ErrorCode | undefined {
  return error instanceof AppError ? error.code : undefined;
}

/** For a `switch` that names every case: does not compile when one is forgotten. */
export function unreachable(value: never): never {
  throw new AppError('INTERNAL', { why: `unexpected ${JSON.stringify(value)}` });
}
