import type { S3Meaning } from '@bucket-sync/shared/aws';
import type { HealthCause } from '@bucket-sync/shared/contracts';
import { evidenceOf } from '../../domain/aws/diagnosis/aws-answer.ts';
import { readDenial } from '../../domain/aws/diagnosis/denial.ts';
import type { ListedObject } from '../../domain/aws/diagnosis/sample-objects.ts';
import { namedRegion } from '../../domain/aws/regions.ts';
import type { BrokenOutcome, ProbeOutcome } from '../../domain/check-result.ts';
import type { Findings } from '../../domain/health.ts';
import type { BucketProber, BucketTarget, Listing } from '../../domain/ports.ts';
import type { Attempt, Attempts, RefusedAttempt } from './attempts.ts';

/** Causes outside of the customer's setup: the probe stays undecided. */
const NOT_THEIRS: readonly HealthCause[] = ['AWS_UNAVAILABLE', 'PLATFORM_CREDENTIALS'];

/** The page size of sync. A probe judges only one page. */
const PAGE_KEYS = 1_000;
/** The most pages of archived objects that are searched for a readable object. */
const MAX_PAGES = 3;

export interface BucketProbeParts {
  readonly prober: BucketProber;
  /** The target with the current session, which may be renewed between two requests. */
  readonly target: () => BucketTarget;
  readonly attempts: Attempts;
}

/** A refused attempt as a probe's outcome. */
export function refused(attempt: RefusedAttempt): BrokenOutcome {
  const { answer, diagnosis } = attempt;
  return {
    verdict: NOT_THEIRS.includes(diagnosis.cause) ? 'UNDECIDED' : 'FAIL',
    evidence: evidenceOf(answer),
    cause: diagnosis.cause,
    findings: findingsOf(attempt),
  };
}

/** Details of a refusal beside its cause. */
export function findingsOf({ answer, diagnosis }: RefusedAttempt): Findings {
  const { cause, meaning } = diagnosis;
  const unreadable = unreadableBy(meaning);
  const isDenied = cause.endsWith('_DENIED') || cause === 'PLATFORM_CREDENTIALS';
  const denial = isDenied ? readDenial(answer.message, answer.action) : undefined;
  const kmsKeyArn = cause === 'KMS_DENIED' ? KMS_KEY.exec(answer.message)?.[0] : undefined;
  return {
    ...(cause === 'WRONG_REGION' && answer.bucketRegion && { actualRegion: answer.bucketRegion }),
    ...(denial && { denial }),
    ...(kmsKeyArn && { kmsKeyArn }),
    ...(isDenied && !answer.code.startsWith('AccessDenied') && { awsCode: answer.code }),
    ...(unreadable && { unreadable }),
  };
}

function unreadableBy(meaning: S3Meaning | null): Findings['unreadable'] {
  if (meaning === 'CUSTOMER_KEY') return 'CUSTOMER_KEY';
  return meaning === 'UNREADABLE' || meaning === 'CHANGED' ? 'UNKNOWN' : undefined;
}

const KMS_KEY = /arn:aws:kms:[\w-]+:\d{12}:key\/[\w-]+/;

/**
 * Finds out whether the bucket exists in this region. A refused listing answers this too: S3 finds the bucket before it
 * checks permissions, and the endpoint of another region redirects.
 */
export async function probeRegion({ prober, target, attempts }: BucketProbeParts): Promise<ProbeOutcome> {
  const { prefix, region } = target().bucket;
  const attempt = await attempts.make(
    'LIST',
    () => prober.list(target(), { prefix, maxKeys: 1 }),
    async () => true,
  );
  const here = `the bucket answers in ${namedRegion(region)}`;
  if (attempt.ok) return { verdict: 'PASS', evidence: here };
  if (attempt.diagnosis.cause !== 'LIST_DENIED') return refused(attempt);
  const actualRegion = attempt.answer.bucketRegion;
  if (actualRegion && actualRegion !== region) {
    return {
      verdict: 'FAIL',
      evidence: evidenceOf(attempt.answer),
      cause: 'WRONG_REGION',
      findings: { actualRegion },
    };
  }
  return { verdict: 'PASS', evidence: here };
}

/** Lists like sync, until a page has an object that is not archived. */
export async function probeList(
  parts: BucketProbeParts,
): Promise<{ outcome: ProbeOutcome; listed: readonly ListedObject[] }> {
  const listed: ListedObject[] = [];
  for (let page = 1; ; page++) {
    const attempt = await listPage(parts, listed.at(-1)?.key);
    if (!attempt.ok) return { outcome: refused(attempt), listed: [] };
    listed.push(...attempt.value.objects);
    const goOn = !attempt.value.isComplete && page < MAX_PAGES && listed.every((object) => object.isArchived);
    if (goOn) continue;
    const more = attempt.value.isComplete ? '' : ' or more';
    const evidence = `s3:ListBucket answered ${listed.length}${more} ${listed.length === 1 ? 'object' : 'objects'}`;
    if (listed.length === 0)
      return { outcome: { verdict: 'WARN', evidence: `${evidence}: it is empty`, warnings: ['EMPTY'] }, listed };
    return { outcome: { verdict: 'PASS', evidence }, listed };
  }
}

function listPage({ prober, target, attempts }: BucketProbeParts, startAfter?: string): Promise<Attempt<Listing>> {
  const { prefix } = target().bucket;
  return attempts.make('LIST', () =>
    prober.list(target(), { prefix, maxKeys: PAGE_KEYS, ...(startAfter !== undefined && { startAfter }) }),
  );
}

const NOTHING_TO_READ = 'there is no file to read yet';

export async function probeAttributes(
  parts: BucketProbeParts,
  readable: ListedObject | undefined,
): Promise<ProbeOutcome> {
  if (!readable) return { verdict: 'WARN', evidence: NOTHING_TO_READ, warnings: [] };
  const { prober, target, attempts } = parts;
  const attempt = await attempts.make('ATTRIBUTES', () => prober.readAttributes(target(), readable));
  if (attempt.ok) return { verdict: 'PASS', evidence: 's3:GetObjectAttributes answered' };
  const isDenied = attempt.diagnosis.meaning === 'DENIED' || attempt.diagnosis.meaning === 'KMS_DENIED';
  if (isDenied || !attempt.diagnosis.isOfObject) return refused(attempt);
  return { verdict: 'WARN', evidence: `${JSON.stringify(readable.key)}: ${evidenceOf(attempt.answer)}`, warnings: [] };
}

/** A browser's request. Without files a missing key serves as well, because S3 sends CORS headers with refusals too. */
export async function probeCors(
  parts: BucketProbeParts,
  readable: ListedObject | undefined,
  origin: string,
): Promise<ProbeOutcome> {
  const { prober, target, attempts } = parts;
  const missingKey = `${target().bucket.prefix}bucket-sync-cors-check`;
  const load = (key: string, isThere: boolean) =>
    attempts.make('CORS', () => prober.loadAsBrowser(target(), { key, isThere, origin }));
  const first = await load(readable?.key ?? missingKey, readable !== undefined);
  const isGone = !first.ok && first.diagnosis.meaning === 'GONE';
  const attempt = isGone ? await load(missingKey, false) : first;
  if (!attempt.ok) return refused(attempt);
  const { allowedOrigin } = attempt.value;
  if (allowedOrigin === '*' || allowedOrigin === origin) {
    return {
      verdict: 'PASS',
      evidence: `s3:GetObject with Origin ${origin} answered Access-Control-Allow-Origin ${allowedOrigin}`,
    };
  }
  const evidence =
    `s3:GetObject with Origin ${origin} answered ` +
    `${allowedOrigin ? `Access-Control-Allow-Origin ${allowedOrigin}` : 'no Access-Control-Allow-Origin'}`;
  return { verdict: 'FAIL', evidence, cause: 'CORS_MISSING' };
}
