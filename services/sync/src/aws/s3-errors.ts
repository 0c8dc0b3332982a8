import { meaningOfS3, type S3Meaning } from '@bucket-sync/shared/aws';
import { AppError, type ErrorCode, unreachable } from '@bucket-sync/shared/errors';
import type { HttpAnswer } from './http/response.ts';

export interface RequestedResource {
  bucket: string;
  region: string;
  /** Null for a listing. */
  key: string | null;
}

/**
 * Maps an unsuccessful answer of S3 to an error of the catalogue, by the table in `@bucket-sync/shared/aws`. A read may
 * get 403 because the key was deleted; the caller checks that with a listing.
 */
export function s3Error(answer: HttpAnswer, requested: RequestedResource): AppError {
  const { status, header } = answer;
  const body = answer.body.toString('utf8');
  const code = /<Code>([^<]*)<\/Code>/.exec(body)?.[1] ?? '';
  const message = /<Message>([^<]*)<\/Message>/.exec(body)?.[1] ?? '';
  const bucketRegion =
    header('x-amz-bucket-region') ??
    /<Region>([^<]*)<\/Region>/.exec(body)?.[1] ??
    /^The (\S+) location constraint/.exec(message)?.[1];
  const meaning = meaningOfS3({ status, code, message, bucketRegion }, requested.key === null ? 'LISTING' : 'OBJECT');
  return new AppError(errorOf(meaning, requested), {
    bucket: requested.bucket,
    region: requested.region,
    key: requested.key,
    actual: bucketRegion ?? 'another region',
    answer: `${status} ${code || 'without an error code'}`,
    why: whyOf(meaning, `${status} ${code || 'without an error code'}`, requestIdOf(header, body)),
  });
}

function whyOf(meaning: S3Meaning, answer: string, requestId: string | null): string {
  const evidence = requestId === null ? answer : `${answer}, request id ${requestId}`;
  return meaning === 'CUSTOMER_KEY'
    ? `${evidence}: the object is encrypted with the customer's own key (SSE-C)`
    : evidence;
}

/** AWS's support asks for this id. It is checked, because a proxy may have sent the answer. */
function requestIdOf(header: HttpAnswer['header'], body: string): string | null {
  const requestId = header('x-amz-request-id') ?? /<RequestId>([^<]*)<\/RequestId>/.exec(body)?.[1];
  return requestId && /^[\w+/=.-]{1,100}$/.test(requestId) ? requestId : null;
}

function errorOf(meaning: S3Meaning, { key }: RequestedResource): ErrorCode {
  switch (meaning) {
    case 'SESSION_ENDED':
      return 'SESSION_EXPIRED';
    case 'CREDENTIALS_REFUSED':
      return 'PLATFORM_CREDENTIALS';
    case 'CLOCK_SKEWED':
    case 'UNAVAILABLE':
      return 'AWS_UNAVAILABLE';
    case 'CLOSED':
    case 'DENIED':
    case 'CUSTOMER_KEY':
    case 'UNREADABLE':
      return key === null ? 'LIST_DENIED' : 'READ_DENIED';
    case 'KMS_DENIED':
    case 'KMS_UNUSABLE':
      return 'KMS_DENIED';
    case 'GONE':
      return 'GONE_DURING_SYNC';
    case 'CHANGED':
      return 'CHANGED_DURING_SYNC';
    case 'NO_BYTES':
      return 'EMPTY';
    case 'THROTTLED':
    case 'WRONG_REGION':
    case 'BUCKET_MISSING':
    case 'ARCHIVED':
      return meaning;
    default:
      return unreachable(meaning);
  }
}
