import { describe, expect, test } from 'vitest';
import { type AwsRefusal, meaningOfS3, meaningOfSts, type S3Meaning, type StsMeaning } from '../../src/aws/index.ts';

const refusal = (status: number, code: string, message = 'Access Denied'): AwsRefusal => ({ status, code, message });
const SSE_C =
  'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to ' +
  'retrieve the object.';

const OF_AN_OBJECT: [number, string, string, S3Meaning][] = [
  [400, 'InvalidRequest', SSE_C, 'CUSTOMER_KEY'],
  [400, 'InvalidRequest', 'Something else', 'UNREADABLE'],
  [400, 'InvalidArgument', 'Requests specifying Server Side Encryption with Customer provided keys …', 'CUSTOMER_KEY'],
  [400, 'InvalidArgument', 'Invalid Argument', 'UNREADABLE'],
  [400, 'InvalidTag', 'The tag is not valid', 'UNREADABLE'],
  [400, 'UserKeyMustBeSpecified', 'The bucket POST must contain the specified field name', 'UNREADABLE'],
  [400, 'RequestHeaderSectionTooLarge', 'Your request header section exceeds the maximum', 'UNREADABLE'],
  [409, 'OperationAborted', 'A conflicting operation is in progress', 'UNREADABLE'],
  [418, 'ACodeOfNextYear', '', 'UNREADABLE'],
  [403, 'InvalidObjectState', 'The operation is not valid', 'ARCHIVED'],
  [404, 'NoSuchKey', 'The specified key does not exist.', 'GONE'],
  [405, 'MethodNotAllowed', 'The specified method is not allowed', 'GONE'],
  [412, 'PreconditionFailed', 'At least one of the preconditions', 'CHANGED'],
  [416, 'InvalidRange', 'The requested range is not satisfiable', 'NO_BYTES'],
  [403, 'AccessDenied', 'Access Denied', 'DENIED'],
  [403, 'AccessDenied', 'User: a is not authorized to perform: kms:Decrypt on resource: k', 'KMS_DENIED'],
  [400, 'KMS.DisabledException', 'is disabled', 'KMS_UNUSABLE'],
];

test.each(OF_AN_OBJECT)('a read answered %i %s (%s) means %s', (status, code, message, meaning) => {
  expect(meaningOfS3(refusal(status, code, message), 'OBJECT')).toBe(meaning);
});

const OF_ANYTHING: [AwsRefusal, S3Meaning][] = [
  [refusal(400, 'ExpiredToken'), 'SESSION_ENDED'],
  [refusal(403, 'InvalidAccessKeyId'), 'SESSION_ENDED'],
  [refusal(403, 'SignatureDoesNotMatch'), 'CREDENTIALS_REFUSED'],
  [refusal(403, 'RequestTimeTooSkewed'), 'CLOCK_SKEWED'],
  [refusal(503, 'SlowDown'), 'THROTTLED'],
  [refusal(429, 'SomeCode'), 'THROTTLED'],
  [refusal(400, 'RequestTimeout'), 'UNAVAILABLE'],
  [refusal(500, 'InternalError'), 'UNAVAILABLE'],
  [refusal(501, 'NotImplemented'), 'UNAVAILABLE'],
  [refusal(404, 'NoSuchBucket'), 'BUCKET_MISSING'],
  [refusal(403, 'AllAccessDisabled'), 'CLOSED'],
  [{ ...refusal(301, 'PermanentRedirect'), bucketRegion: 'eu-west-1' }, 'WRONG_REGION'],
  [{ ...refusal(400, 'AuthorizationHeaderMalformed'), bucketRegion: 'eu-west-1' }, 'WRONG_REGION'],
  [refusal(301, 'PermanentRedirect'), 'UNAVAILABLE'],
];

describe.each(['LISTING', 'OBJECT'] as const)('for a request of %s', (subject) => {
  test.each(OF_ANYTHING)('%o means %s', (answer, meaning) => {
    expect(meaningOfS3(answer, subject)).toBe(meaning);
  });

  test.each([0, 200, 301, 302, 400, 403, 404, 407, 502])(
    "an answer of status %i without a code is not AWS's, and blames nothing of the customer",
    (status) => {
      expect(meaningOfS3(refusal(status, '', '<html>'), subject)).toBe('UNAVAILABLE');
    },
  );
});

test('an unknown refusal of a listing is no finding about an object', () => {
  expect(meaningOfS3(refusal(400, 'InvalidArgument'), 'LISTING')).toBe('UNAVAILABLE');
});

test('a key that holds the letters of a KMS action does not make a refusal one of KMS', () => {
  const message = 'User: a is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/kms:Decrypt.jpg"';
  expect(meaningOfS3(refusal(403, 'AccessDenied', message), 'OBJECT')).toBe('DENIED');
});

const OF_STS: [string, StsMeaning][] = [
  ['AccessDenied', 'DENIED'],
  ['RegionDisabledException', 'REGION_DISABLED'],
  ['PackedPolicyTooLarge', 'SESSION_POLICY_REFUSED'],
  ['MalformedPolicyDocument', 'SESSION_POLICY_REFUSED'],
  ['ExpiredToken', 'CREDENTIALS_REFUSED'],
  ['InvalidClientTokenId', 'CREDENTIALS_REFUSED'],
  ['ValidationError', 'INVALID'],
  ['Throttling', 'UNAVAILABLE'],
  ['ACodeOfNextYear', 'UNAVAILABLE'],
  ['', 'UNAVAILABLE'],
];

test.each(OF_STS)('STS answering %j means %s', (code, meaning) => {
  expect(meaningOfSts(refusal(400, code))).toBe(meaning);
});
