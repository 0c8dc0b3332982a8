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

/** The sentence of `code` without any fields, such as a bucket, a key or a reason. */
export function plainSentence(code: ErrorCode): string {
  return sentence(CATALOGUE[code].message, {});
}

function sentence(template: string, fields: Record<string, unknown>): string {
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in fields ? String(fields[name]) : whole));
  const chosen = template.replace(/\[([^|\]]*)\|?([^\]]*)\]/g, (_, given: string, otherwise: string) =>
    [...given.matchAll(/\{(\w+)\}/g)].every(([, name]) => name! in fields) ? given : otherwise,
  );
  return fill(chosen);
}

/** The error's code where it is one of ours, else undefined. */
export function codeOf(error: unknown): ErrorCode | undefined {
  return error instanceof AppError ? error.code : undefined;
}

/** For a `switch` that names every case: a missing case fails to compile. */
export function unreachable(value: never): never {
  throw new AppError('INTERNAL', { why: `unexpected ${JSON.stringify(value)}` });
}
