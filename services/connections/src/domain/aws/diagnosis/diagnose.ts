import type { HealthCause } from '../../health.ts';
import type { AwsAnswer } from './aws-answer.ts';
import { isOurs, readDenial } from './denial.ts';

/** What was tried when AWS refused. */
export type Step = 'ASSUME_ROLE' | 'LIST' | 'READ' | 'ATTRIBUTES' | 'CORS';

/**
 * How a refusal may pass: SETTLE, IAM may not show new rules yet; RENEW, the session is over; LATER, AWS is not
 * well and the SDK has tried three times; OTHER_STS_REGION; WITHOUT_SESSION_POLICY; NEVER before the customer acts.
 */
export type Retry = 'NEVER' | 'SETTLE' | 'RENEW' | 'LATER' | 'OTHER_STS_REGION' | 'WITHOUT_SESSION_POLICY';

export interface Diagnosis {
  readonly cause: HealthCause;
  readonly retry: Retry;
}

const SESSION_IS_OVER = [
  'ExpiredToken',
  'ExpiredTokenException',
  'TokenRefreshRequired',
  'InvalidToken',
  'InvalidAccessKeyId',
];
const NOT_OUR_CREDENTIALS = [
  ...SESSION_IS_OVER,
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
  'RequestTimeTooSkewed',
  'RequestExpired',
  'CredentialsProviderError',
  'OptInRequired',
];
const WRONG_REGION = [
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraint',
  'IllegalLocationConstraintException',
];
/** The last four are S3's words for an account or a bucket that AWS itself has closed. */
const DENIALS = [
  'AccessDenied',
  'AccessDeniedException',
  'AllAccessDisabled',
  'AccountProblem',
  'InvalidPayer',
  'NotSignedUp',
];
const DENIED: Record<Step, HealthCause> = {
  ASSUME_ROLE: 'ROLE_NOT_ASSUMABLE',
  LIST: 'LIST_DENIED',
  READ: 'READ_DENIED',
  ATTRIBUTES: 'ATTRIBUTES_DENIED',
  CORS: 'READ_DENIED',
};

/**
 * What an answer of AWS means: the table of docs/connections.md. Codes only, never a sentence, but for `kms:` and for a
 * policy of our own, which have no code. What is not known to be the customer's to mend is AWS_UNAVAILABLE.
 */
export function diagnose(step: Step, answer: AwsAnswer): Diagnosis {
  if (step === 'ASSUME_ROLE') return diagnoseSts(answer);
  const { code } = answer;
  if (WRONG_REGION.includes(code) && answer.bucketRegion) return { cause: 'WRONG_REGION', retry: 'NEVER' };
  if (code === 'NoSuchBucket' || code === 'InvalidBucketName') return { cause: 'BUCKET_MISSING', retry: 'NEVER' };
  if (SESSION_IS_OVER.includes(code)) return { cause: 'AWS_UNAVAILABLE', retry: 'RENEW' };
  if (NOT_OUR_CREDENTIALS.includes(code)) return { cause: 'PLATFORM_CREDENTIALS', retry: 'LATER' };
  const reads = step === 'READ' || step === 'CORS' || step === 'ATTRIBUTES';
  if (reads && code.startsWith('KMS.')) return { cause: 'KMS_DENIED', retry: 'NEVER' };
  if (reads && code === 'InvalidObjectState') return { cause: 'ARCHIVED_OBJECTS', retry: 'NEVER' };
  if (isDenied(code)) {
    const denial = readDenial(answer.message, answer.action);
    if (denial && isOurs(denial)) return { cause: 'PLATFORM_CREDENTIALS', retry: 'LATER' };
    if (reads && answer.message.includes('kms:')) return { cause: 'KMS_DENIED', retry: 'SETTLE' };
    return { cause: DENIED[step], retry: 'SETTLE' };
  }
  return { cause: 'AWS_UNAVAILABLE', retry: 'LATER' };
}

function diagnoseSts({ actor, code }: AwsAnswer): Diagnosis {
  if (code === 'RegionDisabledException') return { cause: 'STS_REGION_DISABLED', retry: 'OTHER_STS_REGION' };
  if (code === 'PackedPolicyTooLarge' || code === 'PackedPolicyTooLargeException') {
    return { cause: 'AWS_UNAVAILABLE', retry: 'WITHOUT_SESSION_POLICY' };
  }
  if (code === 'MalformedPolicyDocument' || code === 'MalformedPolicyDocumentException') {
    return { cause: 'AWS_UNAVAILABLE', retry: 'WITHOUT_SESSION_POLICY' };
  }
  if (NOT_OUR_CREDENTIALS.includes(code)) return { cause: 'PLATFORM_CREDENTIALS', retry: 'RENEW' };
  if (isDenied(code)) {
    // A principal that we may not assume ourselves is never the customer's fault; a new one takes time to be seen.
    return { cause: actor === 'PLATFORM' ? 'PLATFORM_CREDENTIALS' : 'ROLE_NOT_ASSUMABLE', retry: 'SETTLE' };
  }
  if (code === 'ValidationError') return { cause: 'ROLE_NOT_ASSUMABLE', retry: 'NEVER' };
  return { cause: 'AWS_UNAVAILABLE', retry: 'LATER' };
}

function isDenied(code: string): boolean {
  return DENIALS.includes(code);
}
