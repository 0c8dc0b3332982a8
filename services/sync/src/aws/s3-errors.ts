import { AppError, type ErrorCode } from '@bucket-sync/shared/errors';

export interface S3Failure {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** The XML, or whatever came instead. */
  body: string;
}

export interface S3Subject {
  bucket: string;
  region: string;
  /** Null for a listing. */
  key: string | null;
}

/**
 * What an answer of S3 that is no success means; one row for each line of the table in docs/connections.md.
 * A 404 of a read is a key that vanished; a 403 may be one, too, which the caller finds out by a listing.
 */
export function s3Error(failure: S3Failure, subject: S3Subject): AppError {
  const code = /<Code>([^<]*)<\/Code>/.exec(failure.body)?.[1] ?? '';
  const message = /<Message>([^<]*)<\/Message>/.exec(failure.body)?.[1] ?? '';
  const evidence = `${failure.status} ${code || 'without an error code'}`;
  return new AppError(meaningOf(failure.status, code, message, subject), {
    bucket: subject.bucket,
    region: subject.region,
    key: subject.key,
    actual:
      failure.headers['x-amz-bucket-region'] ?? /<Region>([^<]*)<\/Region>/.exec(failure.body)?.[1] ?? 'another region',
    why: evidence,
  });
}

function meaningOf(status: number, code: string, message: string, subject: S3Subject): ErrorCode {
  if (code === 'ExpiredToken' || code === 'TokenRefreshRequired' || code === 'InvalidToken') return 'SESSION_EXPIRED';
  if (code === 'SlowDown' || code === 'Throttling' || code === 'RequestLimitExceeded' || status === 429)
    return 'THROTTLED';
  if (status >= 500 || code === 'RequestTimeout' || code === 'RequestTimeTooSkewed') return 'AWS_UNAVAILABLE';
  if (status === 301 || code === 'AuthorizationHeaderMalformed' || code === 'IllegalLocationConstraintException') {
    return 'WRONG_REGION';
  }
  if (code.startsWith('KMS.') || (status === 403 && message.includes('kms:'))) return 'KMS_DENIED';
  if (code === 'NoSuchBucket') return 'BUCKET_MISSING';
  if (code === 'InvalidObjectState') return 'ARCHIVED';
  if (status === 412) return 'CHANGED_DURING_SYNC';
  if (status === 416) return 'EMPTY';
  if (status === 404) return 'GONE_DURING_SYNC';
  // Any other refusal (a 403, or a 400 such as that for an object under a customer's own key) stays one when repeated.
  if (status >= 400) return subject.key === null ? 'LIST_DENIED' : 'READ_DENIED';
  return 'AWS_UNAVAILABLE';
}
