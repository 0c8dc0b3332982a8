import type { HealthCause } from '@bucket-sync/shared/contracts';
import { describe, expect, test } from 'vitest';
import type { Actor, AwsAnswer } from '../../../../src/domain/aws/diagnosis/aws-answer.ts';
import { diagnose, type Retry, type Step } from '../../../../src/domain/aws/diagnosis/diagnose.ts';

const answered = (code: string, more: Partial<AwsAnswer> = {}): AwsAnswer => ({
  actor: 'SESSION',
  action: 's3:Something',
  code,
  message: 'Access Denied',
  ...more,
});

const STS: [Actor, string, HealthCause, Retry][] = [
  ['PRINCIPAL', 'AccessDenied', 'ROLE_NOT_ASSUMABLE', 'SETTLE'],
  ['PLATFORM', 'AccessDenied', 'PLATFORM_CREDENTIALS', 'SETTLE'],
  ['PRINCIPAL', 'RegionDisabledException', 'STS_REGION_DISABLED', 'OTHER_STS_REGION'],
  ['PRINCIPAL', 'PackedPolicyTooLarge', 'AWS_UNAVAILABLE', 'WITHOUT_SESSION_POLICY'],
  ['PRINCIPAL', 'MalformedPolicyDocument', 'AWS_UNAVAILABLE', 'WITHOUT_SESSION_POLICY'],
  ['PLATFORM', 'ExpiredToken', 'PLATFORM_CREDENTIALS', 'RENEW'],
  ['PLATFORM', 'InvalidClientTokenId', 'PLATFORM_CREDENTIALS', 'RENEW'],
  ['PLATFORM', 'CredentialsProviderError', 'PLATFORM_CREDENTIALS', 'RENEW'],
  ['PRINCIPAL', 'Throttling', 'AWS_UNAVAILABLE', 'LATER'],
  ['PRINCIPAL', 'NoAnswerFromAws', 'AWS_UNAVAILABLE', 'LATER'],
  ['PRINCIPAL', 'NobodyKnowsThisCode', 'AWS_UNAVAILABLE', 'LATER'],
];

test.each(STS)('STS to %s: %s means %s, %s', (actor, code, cause, retry) => {
  expect(diagnose('ASSUME_ROLE', answered(code, { actor }))).toMatchObject({ cause, retry });
});

const S3: [Step, string, Partial<AwsAnswer>, HealthCause, Retry][] = [
  ['LIST', 'PermanentRedirect', { bucketRegion: 'eu-west-1' }, 'WRONG_REGION', 'NEVER'],
  ['LIST', 'AuthorizationHeaderMalformed', { bucketRegion: 'eu-west-1' }, 'WRONG_REGION', 'NEVER'],
  ['LIST', 'IllegalLocationConstraintException', { bucketRegion: 'me-south-1' }, 'WRONG_REGION', 'NEVER'],
  ['LIST', 'PermanentRedirect', {}, 'AWS_UNAVAILABLE', 'LATER'],
  ['LIST', 'NoSuchBucket', {}, 'BUCKET_MISSING', 'NEVER'],
  ['LIST', 'AccessDenied', {}, 'LIST_DENIED', 'SETTLE'],
  ['READ', 'AccessDenied', {}, 'READ_DENIED', 'SETTLE'],
  ['READ', 'AccessDenied', { message: 'not authorized to perform: kms:Decrypt on resource' }, 'KMS_DENIED', 'SETTLE'],
  ['READ', 'KMS.DisabledException', {}, 'KMS_DENIED', 'NEVER'],
  ['READ', 'KMS.NotFoundException', {}, 'KMS_DENIED', 'NEVER'],
  ['READ', 'InvalidObjectState', {}, 'ARCHIVED_OBJECTS', 'NEVER'],
  ['ATTRIBUTES', 'AccessDenied', {}, 'ATTRIBUTES_DENIED', 'SETTLE'],
  ['CORS', 'AccessDenied', {}, 'READ_DENIED', 'SETTLE'],
  ['READ', 'ExpiredToken', {}, 'AWS_UNAVAILABLE', 'RENEW'],
  ['LIST', 'TokenRefreshRequired', {}, 'AWS_UNAVAILABLE', 'RENEW'],
  ['READ', 'SlowDown', {}, 'AWS_UNAVAILABLE', 'LATER'],
  ['READ', 'InternalError', {}, 'AWS_UNAVAILABLE', 'LATER'],
  ['LIST', 'NoAnswerFromAws', {}, 'AWS_UNAVAILABLE', 'LATER'],
  ['LIST', 'RequestTimeTooSkewed', {}, 'PLATFORM_CREDENTIALS', 'LATER'],
];

test.each(S3)('S3 at %s: %s (%o) means %s, %s', (step, code, more, cause, retry) => {
  expect(diagnose(step, answered(code, more))).toMatchObject({ cause, retry });
});

const OF_ONE_OBJECT = ['InvalidRequest', 'InvalidObjectState', 'MethodNotAllowed', 'InvalidArgument', 'AccessDenied'];

test.each(OF_ONE_OBJECT)('%s, answered to a read, concerns that object', (code) => {
  const { cause, isOfObject } = diagnose('READ', answered(code, { httpStatus: 400 }));
  expect(cause).not.toBe('AWS_UNAVAILABLE');
  expect(isOfObject).toBe(true);
});

test.each(['SlowDown', 'ExpiredToken', 'SignatureDoesNotMatch', 'NoSuchBucket', 'NoAnswerFromAws'])(
  '%s, answered to a read, does not concern that object',
  (code) => {
    expect(diagnose('READ', answered(code)).isOfObject).toBe(false);
  },
);

describe('a listing', () => {
  test('never blames a KMS key, whatever its message contains', () => {
    expect(diagnose('LIST', answered('AccessDenied', { message: 'kms:Decrypt' })).cause).toBe('LIST_DENIED');
  });
});
