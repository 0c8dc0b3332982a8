import { AppError } from '@bucket-sync/shared/errors';

/** How long listing requests wait for S3, which may answer nothing at all. */
export interface AnswerDeadline {
  /** Aborts at the deadline, or with the caller's signal. */
  signal: AbortSignal;
  /** The error of a request: AWS_UNAVAILABLE where the deadline ended it, so its slice is deferred. */
  errorOf(error: unknown): unknown;
}

export function answerWithin(ms: number, signal: AbortSignal): AnswerDeadline {
  const late = AbortSignal.timeout(ms);
  return {
    signal: AbortSignal.any([signal, late]),
    errorOf(error) {
      if (error instanceof AppError || signal.aborted || !late.aborted) return error;
      return new AppError('AWS_UNAVAILABLE', { why: `no complete answer within ${ms / 1_000} s` }, { cause: error });
    },
  };
}
