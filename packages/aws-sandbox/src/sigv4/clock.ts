import { AwsError } from '../http/aws-error.ts';
import { type Credential, timestampMs } from './credential.ts';

/** The greatest difference between a caller's clock and ours. @see Amazon S3 API Reference, RequestTimeTooSkewed */
const MAX_SKEW_MS = 15 * 60 * 1000;

/**
 * Refuses a request that was signed too long ago or in the future, and an expired link.
 *
 * @throws AwsError RequestTimeTooSkewed, AccessDenied "Request has expired" (S3); SignatureDoesNotMatch (STS, IAM)
 */
export function checkClock(credential: Credential, now: Date): void {
  const signedAt = timestampMs(credential.timestamp);
  if (Number.isNaN(signedAt)) {
    throw new AwsError(403, 'AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header');
  }
  if (credential.expiresSeconds !== undefined) checkLink(credential.expiresSeconds, signedAt, now);
  else if (Math.abs(now.getTime() - signedAt) > MAX_SKEW_MS) throw tooSkewed(credential, signedAt, now);
}

function checkLink(expiresSeconds: number, signedAt: number, now: Date): void {
  const expires = new Date(signedAt + expiresSeconds * 1000);
  if (signedAt - now.getTime() > MAX_SKEW_MS) {
    throw new AwsError(403, 'AccessDenied', 'Request is not valid yet', { details: { ServerTime: isoSeconds(now) } });
  }
  if (now <= expires) return;
  throw new AwsError(403, 'AccessDenied', 'Request has expired', {
    details: {
      'X-Amz-Expires': String(expiresSeconds),
      Expires: isoSeconds(expires),
      ServerTime: isoSeconds(now),
    },
  });
}

function tooSkewed(credential: Credential, signedAt: number, now: Date): AwsError {
  if (credential.service === 's3') {
    return new AwsError(
      403,
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      {
        details: {
          RequestTime: credential.timestamp,
          ServerTime: isoSeconds(now),
          MaxAllowedSkewMilliseconds: String(MAX_SKEW_MS),
        },
      },
    );
  }
  const basic = (time: number) => new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
  const late = signedAt < now.getTime();
  const limit = basic(now.getTime() + (late ? -MAX_SKEW_MS : MAX_SKEW_MS));
  return new AwsError(
    403,
    'SignatureDoesNotMatch',
    late
      ? `Signature expired: ${credential.timestamp} is now earlier than ${limit} (${basic(now.getTime())} - 15 min.)`
      : `Signature not yet current: ${credential.timestamp} is still later than ${limit} (${basic(now.getTime())} ` +
          '+ 15 min.)',
  );
}

function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+/, '');
}
