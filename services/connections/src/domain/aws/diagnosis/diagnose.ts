import { type AwsRefusal, meaningOfS3, meaningOfSts, type S3Meaning } from '@bucket-sync/shared/aws';
import type { HealthCause } from '@bucket-sync/shared/contracts';
import { unreachable } from '@bucket-sync/shared/errors';
import { type AwsAnswer, NOT_AN_ANSWER } from './aws-answer.ts';
import { isOurs, readDenial } from './denial.ts';

/** The request that AWS refused. */
export type Step = 'ASSUME_ROLE' | 'LIST' | 'READ' | 'ATTRIBUTES' | 'CORS';

/**
 * Whether a retry can help. SETTLE: IAM may not show new rules yet. RENEW: the session has ended. LATER: AWS fails, and
 * the SDK has tried three times. OTHER_STS_REGION, WITHOUT_SESSION_POLICY: change the request. NEVER: the customer
 * must act.
 */
export type Retry = 'NEVER' | 'SETTLE' | 'RENEW' | 'LATER' | 'OTHER_STS_REGION' | 'WITHOUT_SESSION_POLICY';

export interface Diagnosis {
  readonly cause: HealthCause;
  readonly retry: Retry;
  /** The refusal concerns this object only. Other objects may be readable. */
  readonly isOfObject: boolean;
  /** The cause from the shared table; null for an answer of STS. */
  readonly meaning: S3Meaning | null;
}

const DENIED = {
  LIST: 'LIST_DENIED',
  READ: 'READ_DENIED',
  ATTRIBUTES: 'ATTRIBUTES_DENIED',
  CORS: 'READ_DENIED',
} as const;

/**
 * Finds the cause of an answer of AWS, by the table of docs/connections.md and `@bucket-sync/shared/aws`. The cause is
 * AWS_UNAVAILABLE unless the customer's setup is known to be at fault.
 */
export function diagnose(step: Step, answer: AwsAnswer): Diagnosis {
  return step === 'ASSUME_ROLE' ? { ...judgeSts(answer), meaning: null } : diagnoseS3(step, answer);
}

type Judgement = Omit<Diagnosis, 'meaning'>;
const ofSession = (cause: HealthCause, retry: Retry): Judgement => ({ cause, retry, isOfObject: false });
const ofObject = (cause: HealthCause): Judgement => ({ cause, retry: 'NEVER', isOfObject: true });

function diagnoseS3(step: Exclude<Step, 'ASSUME_ROLE'>, answer: AwsAnswer): Diagnosis {
  const meaning = meaningOfS3(refusalOf(answer), step === 'LIST' ? 'LISTING' : 'OBJECT');
  return { ...judge(step, answer, meaning), meaning };
}

function judge(step: Exclude<Step, 'ASSUME_ROLE'>, answer: AwsAnswer, meaning: S3Meaning): Judgement {
  switch (meaning) {
    case 'WRONG_REGION':
    case 'BUCKET_MISSING':
      return ofSession(meaning, 'NEVER');
    case 'SESSION_ENDED':
      return ofSession('AWS_UNAVAILABLE', 'RENEW');
    case 'CREDENTIALS_REFUSED':
    case 'CLOCK_SKEWED':
      return ofSession('PLATFORM_CREDENTIALS', 'LATER');
    case 'THROTTLED':
    case 'UNAVAILABLE':
      return ofSession('AWS_UNAVAILABLE', 'LATER');
    case 'CLOSED':
      return ofSession(DENIED[step], 'SETTLE');
    case 'DENIED':
    case 'KMS_DENIED':
      return judgeDenial(step, answer, meaning);
    case 'KMS_UNUSABLE':
      return ofObject('KMS_DENIED');
    case 'ARCHIVED':
      return ofObject('ARCHIVED_OBJECTS');
    case 'GONE':
    case 'CHANGED':
    case 'NO_BYTES':
    case 'CUSTOMER_KEY':
    case 'UNREADABLE':
      return ofObject(DENIED[step]);
    default:
      return unreachable(meaning);
  }
}

function judgeDenial(step: Exclude<Step, 'ASSUME_ROLE'>, answer: AwsAnswer, meaning: S3Meaning): Judgement {
  const denial = readDenial(answer.message, answer.action);
  if (denial && isOurs(denial)) return ofSession('PLATFORM_CREDENTIALS', 'LATER');
  const cause = meaning === 'KMS_DENIED' ? 'KMS_DENIED' : DENIED[step];
  return { cause, retry: 'SETTLE', isOfObject: step !== 'LIST' };
}

function judgeSts(answer: AwsAnswer): Judgement {
  const meaning = meaningOfSts(refusalOf(answer));
  switch (meaning) {
    case 'REGION_DISABLED':
      return ofSession('STS_REGION_DISABLED', 'OTHER_STS_REGION');
    case 'SESSION_POLICY_REFUSED':
      return ofSession('AWS_UNAVAILABLE', 'WITHOUT_SESSION_POLICY');
    case 'CREDENTIALS_REFUSED':
      return ofSession('PLATFORM_CREDENTIALS', 'RENEW');
    case 'DENIED':
      // The customer never causes a refusal to our own principal. IAM needs time to show a new principal.
      return ofSession(answer.actor === 'PLATFORM' ? 'PLATFORM_CREDENTIALS' : 'ROLE_NOT_ASSUMABLE', 'SETTLE');
    case 'INVALID':
      return ofSession('ROLE_NOT_ASSUMABLE', 'NEVER');
    case 'UNAVAILABLE':
      return ofSession('AWS_UNAVAILABLE', 'LATER');
    default:
      return unreachable(meaning);
  }
}

function refusalOf({ code, httpStatus: status, message, bucketRegion }: AwsAnswer): AwsRefusal {
  return { status, code: code === NOT_AN_ANSWER ? '' : code, message, bucketRegion };
}
