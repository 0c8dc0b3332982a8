import { AppError } from '@bucket-sync/shared/errors';

/** What AWS answered to a read or a listing that failed. */
export interface ReadAnswer {
  isThrottle: boolean;
  /** Status and code, such as "500 InternalError"; null when AWS gave no complete answer. */
  status: string | null;
  /** The answer with AWS's request id, or why there is no complete answer. */
  text: string;
}

export function answerOf({ code, fields, message }: AppError): ReadAnswer {
  return {
    isThrottle: code === 'THROTTLED',
    status: typeof fields.answer === 'string' ? fields.answer : null,
    text: String(fields.why ?? message),
  };
}

/** The text of the run's progress after this answer. `what` names an object or the listing. */
export function waitingForAws({ isThrottle, status, text }: ReadAnswer, what: string): string {
  if (isThrottle) return 'AWS asks us to slow down';
  return status
    ? `AWS answers ${status} for ${what}; trying again`
    : `AWS does not deliver ${what} (${text}); trying again`;
}

/** True for a transient error of AWS; false for errors of our own services. */
export function isAwsOutage(error: unknown): error is AppError {
  return error instanceof AppError && ['THROTTLED', 'AWS_UNAVAILABLE', 'SESSION_EXPIRED'].includes(error.code);
}

/** True for a transient error of one read. Other reads of the connection may still succeed. */
export function isPassingReadError(error: unknown): error is AppError {
  if (!(error instanceof AppError)) return false;
  // S3 may refuse the signature of one unusual key.
  return error.code === 'PLATFORM_CREDENTIALS' || isAwsOutage(error);
}
