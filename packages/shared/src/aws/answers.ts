/** An unsuccessful answer of AWS. */
export interface AwsRefusal {
  /** Undefined when there was no answer. */
  readonly status?: number | undefined;
  /** Empty when the answer is not AWS's: a proxy's page, a broken connection or no answer. */
  readonly code: string;
  readonly message: string;
  /** The bucket's region, if S3 names it. */
  readonly bucketRegion?: string | undefined;
}

/** The requested resource: a page of keys, or one object. */
export type S3Subject = 'LISTING' | 'OBJECT';

/**
 * The meaning of an S3 refusal. SESSION_ENDED to BUCKET_MISSING, and DENIED of a listing, concern the session or the
 * bucket. ARCHIVED and the following ones concern only one object.
 */
export type S3Meaning =
  /** Another session may be accepted. */
  | 'SESSION_ENDED'
  | 'CREDENTIALS_REFUSED'
  | 'CLOCK_SKEWED'
  | 'THROTTLED'
  /** AWS failed, or the answer is not AWS's. */
  | 'UNAVAILABLE'
  | 'WRONG_REGION'
  | 'BUCKET_MISSING'
  /** AWS itself closed the account or the bucket. */
  | 'CLOSED'
  | 'DENIED'
  | 'KMS_DENIED'
  /** The KMS key is disabled, deleted or in another state that no policy changes. */
  | 'KMS_UNUSABLE'
  | 'ARCHIVED'
  | 'GONE'
  | 'CHANGED'
  | 'NO_BYTES'
  /** Encrypted with a key that only the customer holds (SSE-C). */
  | 'CUSTOMER_KEY'
  /** A refusal of one object that this table does not contain. */
  | 'UNREADABLE';

/** The meaning of an STS refusal. */
export type StsMeaning =
  | 'CREDENTIALS_REFUSED'
  | 'DENIED'
  | 'REGION_DISABLED'
  /** The inline session policy is too large for STS, or STS does not accept its text. */
  | 'SESSION_POLICY_REFUSED'
  /** STS cannot read the request, such as a role ARN that it does not accept. */
  | 'INVALID'
  | 'UNAVAILABLE';

const by = <Meaning extends string>(meaning: Meaning, ...codes: string[]) =>
  codes.map((code): [string, Meaning] => [code, meaning]);

const SESSION_CODES = [
  'ExpiredToken',
  'ExpiredTokenException',
  'TokenRefreshRequired',
  'InvalidToken',
  'InvalidAccessKeyId',
];
const CREDENTIAL_CODES = [
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
  'RequestExpired',
  'CredentialsProviderError',
  'OptInRequired',
];
const DENIED_CODES = ['AccessDenied', 'AccessDeniedException'];

/**
 * S3's codes with the same meaning for every request.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const S3_CODES: ReadonlyMap<string, S3Meaning> = new Map<string, S3Meaning>([
  ...by('SESSION_ENDED', ...SESSION_CODES),
  ...by('CREDENTIALS_REFUSED', ...CREDENTIAL_CODES),
  ...by('CLOCK_SKEWED', 'RequestTimeTooSkewed'),
  ...by('THROTTLED', 'SlowDown', 'Throttling', 'ThrottlingException', 'RequestLimitExceeded', 'TooManyRequests'),
  ...by('UNAVAILABLE', 'RequestTimeout', 'InternalError', 'ServiceUnavailable'),
  ...by('WRONG_REGION', 'PermanentRedirect', 'TemporaryRedirect', 'AuthorizationHeaderMalformed'),
  ...by('WRONG_REGION', 'IllegalLocationConstraint', 'IllegalLocationConstraintException'),
  ...by('BUCKET_MISSING', 'NoSuchBucket', 'InvalidBucketName'),
  ...by('CLOSED', 'AllAccessDisabled', 'AccountProblem', 'InvalidPayer', 'NotSignedUp'),
  ...by('DENIED', ...DENIED_CODES),
]);

/** MethodNotAllowed is S3's answer to a read of a delete marker. */
const OBJECT_CODES: ReadonlyMap<string, S3Meaning> = new Map<string, S3Meaning>([
  ...by('ARCHIVED', 'InvalidObjectState'),
  ...by('GONE', 'NoSuchKey', 'NoSuchVersion', 'MethodNotAllowed'),
  ...by('CHANGED', 'PreconditionFailed'),
  ...by('NO_BYTES', 'InvalidRange'),
]);

const OBJECT_STATUSES: Readonly<Record<number, S3Meaning>> = { 404: 'GONE', 412: 'CHANGED', 416: 'NO_BYTES' };

/** S3 answers 400 InvalidRequest to a read without the customer's key; only its message distinguishes that case. */
const CUSTOMER_KEY_SENTENCE = /server.side.encryption/i;

/**
 * The meaning of an S3 refusal. The code decides, then the status. The message decides only for KMS and SSE-C, which
 * share a code with other refusals.
 */
export function meaningOfS3(refusal: AwsRefusal, subject: S3Subject): S3Meaning {
  const { status = 0, code, message } = refusal;
  // A redirect without a region gives no fix, and a proxy's redirect looks the same.
  if (status === 301 && refusal.bucketRegion) return 'WRONG_REGION';
  if (code === '') return status === 429 ? 'THROTTLED' : 'UNAVAILABLE';
  if (subject === 'OBJECT') {
    if (code.startsWith('KMS.')) return 'KMS_UNUSABLE';
    if (DENIED_CODES.includes(code) && isOfKms(message)) return 'KMS_DENIED';
  }
  const known = S3_CODES.get(code);
  if (known === 'WRONG_REGION' && !refusal.bucketRegion) return 'UNAVAILABLE';
  if (known) return known;
  if (status === 429) return 'THROTTLED';
  if (subject === 'LISTING') return 'UNAVAILABLE';
  const ofObject = OBJECT_CODES.get(code) ?? OBJECT_STATUSES[status];
  if (ofObject) return ofObject;
  if (status < 400 || status >= 500) return 'UNAVAILABLE';
  return CUSTOMER_KEY_SENTENCE.test(message) ? 'CUSTOMER_KEY' : 'UNREADABLE';
}

/** The action is before the key in AWS's message, so a key that contains `kms:` is not mistaken for it. */
function isOfKms(message: string): boolean {
  const action = /is not authorized to perform: ([\w-]+):/.exec(message)?.[1];
  return action ? action === 'kms' : /kms:|customer master key/.test(message);
}

const STS_CODES: ReadonlyMap<string, StsMeaning> = new Map<string, StsMeaning>([
  ...by('CREDENTIALS_REFUSED', ...SESSION_CODES, ...CREDENTIAL_CODES, 'RequestTimeTooSkewed'),
  ...by('REGION_DISABLED', 'RegionDisabledException'),
  ...by('SESSION_POLICY_REFUSED', 'PackedPolicyTooLarge', 'PackedPolicyTooLargeException'),
  ...by('SESSION_POLICY_REFUSED', 'MalformedPolicyDocument', 'MalformedPolicyDocumentException'),
  ...by('DENIED', ...DENIED_CODES, 'AllAccessDisabled', 'AccountProblem', 'InvalidPayer', 'NotSignedUp'),
  ...by('INVALID', 'ValidationError'),
]);

/** The meaning of an STS refusal. An unknown refusal counts as an outage of AWS, not as the customer's error. */
export function meaningOfSts({ code }: AwsRefusal): StsMeaning {
  return STS_CODES.get(code) ?? 'UNAVAILABLE';
}
