/** The signer of a request: our service, our principal, or a session of the customer's role. */
export type Actor = 'PLATFORM' | 'PRINCIPAL' | 'SESSION';

/** A refusal or failure in AWS's words, or a `code` of our own when the answer is not from AWS. */
export interface AwsAnswer {
  readonly actor: Actor;
  /** The action's IAM name: s3:ListBucket, sts:AssumeRole. */
  readonly action: string;
  readonly code: string;
  readonly httpStatus?: number;
  readonly message: string;
  readonly requestId?: string;
  /** The region that S3 names for the bucket. */
  readonly bucketRegion?: string;
}

/** The result of a call. Nothing that AWS answers is thrown. */
export type AwsOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly answer: AwsAnswer };

export const succeeded = <T>(value: T): AwsOutcome<T> => ({ ok: true, value });
export const failed = (answer: AwsAnswer): AwsOutcome<never> => ({ ok: false, answer });

/** Carries an answer through code that signals failure by throwing, such as a cache. */
class RefusedByAws extends Error {
  readonly answer: AwsAnswer;

  constructor(answer: AwsAnswer) {
    super(`${answer.action}: ${answer.code}`);
    this.answer = answer;
  }
}

/** @throws RefusedByAws, for `catchRefusal` */
export async function throwRefusal<T>(call: Promise<AwsOutcome<T>>): Promise<T> {
  const outcome = await call;
  if (outcome.ok) return outcome.value;
  throw new RefusedByAws(outcome.answer);
}

export async function catchRefusal<T>(work: T | Promise<T>): Promise<AwsOutcome<T>> {
  try {
    return succeeded(await work);
  } catch (error) {
    if (error instanceof RefusedByAws) return failed(error.answer);
    throw error;
  }
}

/** The code that we give to an answer that is not from AWS: a proxy's page, a cut connection, silence. */
export const NOT_AN_ANSWER = 'NoAnswerFromAws';

/**
 * AWS's sentence begins with the caller and ends with the reason. Between them is the key, of up to 1,024 bytes.
 */
const SENTENCE_HEAD = 300;
const SENTENCE_TAIL = 200;

/** The evidence that a person can show to AWS: action, status, code, request id and AWS's own sentence. */
export function evidenceOf({ action, code, httpStatus, requestId, message }: AwsAnswer): string {
  const status = httpStatus === undefined ? '' : `${httpStatus} `;
  const id = requestId ? ` (request ID ${requestId})` : '';
  const isLong = message.length > SENTENCE_HEAD + SENTENCE_TAIL;
  const shown = isLong ? `${message.slice(0, SENTENCE_HEAD)}…${message.slice(-SENTENCE_TAIL)}` : message;
  const sentence = message ? `: ${shown}` : '';
  return `${action} answered ${status}${code}${id}${sentence}`;
}
