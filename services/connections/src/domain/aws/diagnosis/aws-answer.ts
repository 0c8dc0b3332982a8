/** Whose credentials signed a request: our own, our principal's, or those of the session in the customer's account. */
export type Actor = 'PLATFORM' | 'PRINCIPAL' | 'SESSION';

/** A refusal or failure as AWS worded it, or `code` of our own where it did not answer like AWS at all. */
export interface AwsAnswer {
  readonly actor: Actor;
  /** As IAM names it: s3:ListBucket, sts:AssumeRole. */
  readonly action: string;
  readonly code: string;
  readonly httpStatus?: number;
  readonly message: string;
  readonly requestId?: string;
  /** Where S3 says that the bucket is. */
  readonly bucketRegion?: string;
}

/** What a call came to. Nothing that AWS answers is thrown. */
export type AwsOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly answer: AwsAnswer };

export const succeeded = <T>(value: T): AwsOutcome<T> => ({ ok: true, value });
export const failed = (answer: AwsAnswer): AwsOutcome<never> => ({ ok: false, answer });

/** The code that we give to an answer that is not from AWS: a proxy's page, a cut connection, silence. */
export const NOT_AN_ANSWER = 'NoAnswerFromAws';

/** AWS's sentence begins with who asked and ends with why not; between them stands the key, of 1,024 bytes at most. */
const SENTENCE_HEAD = 300;
const SENTENCE_TAIL = 200;

/** The evidence a person can take to AWS: action, status, code, request id and AWS's own sentence. */
export function evidenceOf({ action, code, httpStatus, requestId, message }: AwsAnswer): string {
  const status = httpStatus === undefined ? '' : `${httpStatus} `;
  const id = requestId ? ` (request ID ${requestId})` : '';
  const isLong = message.length > SENTENCE_HEAD + SENTENCE_TAIL;
  const shown = isLong ? `${message.slice(0, SENTENCE_HEAD)}…${message.slice(-SENTENCE_TAIL)}` : message;
  const sentence = message ? `: ${shown}` : '';
  return `${action} answered ${status}${code}${id}${sentence}`;
}
