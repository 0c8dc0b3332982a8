/** An AWS error with AWS's wording; each service writes it in its own XML form. */
export class AwsError extends Error {
  readonly status: number;
  readonly code: string;
  /** Further elements of S3's error document, such as BucketName or Region. */
  readonly details: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { details?: Record<string, string>; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.status = status;
    this.code = code;
    this.details = more.details ?? {};
    this.headers = more.headers ?? {};
  }
}

/** The error of STS and IAM for an argument that violates its constraint. */
export function validationError(message: string): AwsError {
  return new AwsError(400, 'ValidationError', message);
}
