import type { HealthCause } from '@bucket-sync/shared/contracts';
import { evidenceOf } from '../../domain/aws/diagnosis/aws-answer.ts';
import { chooseSamples, hasDotSegment, type ListedObject } from '../../domain/aws/diagnosis/sample-objects.ts';
import type { ProbeOutcome } from '../../domain/check-result.ts';
import type { Findings, HealthWarning } from '../../domain/health.ts';
import type { RefusedAttempt } from './attempts.ts';
import { type BucketProbeParts, findingsOf, refused } from './probe-bucket.ts';

type Refusal = { object: ListedObject; what: 'REFUSED'; attempt: RefusedAttempt };
type SampleRead = { object: ListedObject; what: 'READ' | 'GONE' } | Refusal;

/** After two answers of this kind, and no readable object, more reads only prolong the check. */
const MAX_ANSWERS_ABOUT_ALL = 2;

/**
 * Reads one byte of a real object of each listed kind. One readable object makes the connection healthy. A warning
 * names the others, which sync skips with the same reason.
 */
export async function probeRead(
  parts: BucketProbeParts,
  listed: readonly ListedObject[],
): Promise<{ outcome: ProbeOutcome; readable: ListedObject | undefined }> {
  const samples = chooseSamples(listed);
  const reads: SampleRead[] = [];
  for (const object of samples.objects) {
    if (mustStop(reads)) break;
    reads.push(await readSample(parts, object));
  }
  // At the same time: a part of the bucket may hang, and each of these files then takes as long as a request may.
  const others = readObjects(reads).length > 0 ? [] : samples.others;
  reads.push(...(await Promise.all(others.map((object) => readSample(parts, object)))));
  const readable = readObjects(reads);
  return {
    outcome: judgeReads(reads, samples.archivedCount),
    readable: readable.find(({ key }) => !hasDotSegment(key)) ?? readable[0],
  };
}

const readObjects = (reads: readonly SampleRead[]) =>
  reads.filter(({ what }) => what === 'READ').map(({ object }) => object);
const refusalsOf = (reads: readonly SampleRead[]) => reads.filter((read): read is Refusal => read.what === 'REFUSED');
/**
 * The answer blames the session or the bucket. It concerns its own object once another object can be read: S3 refuses
 * the signature of a single unusual key, and a proxy answers for one path.
 */
const isAboutAll = ({ attempt }: Refusal) => !attempt.diagnosis.isOfObject;

/** Further reads cannot change the outcome. */
function mustStop(reads: readonly SampleRead[]): boolean {
  return readObjects(reads).length === 0 && refusalsOf(reads).filter(isAboutAll).length >= MAX_ANSWERS_ABOUT_ALL;
}

async function readSample(parts: BucketProbeParts, object: ListedObject): Promise<SampleRead> {
  const { prober, target, attempts } = parts;
  let isGone = false;
  // S3 answers AccessDenied, not NoSuchKey, for a deleted key to a role that may list only under a prefix.
  const checkGone = async () => {
    const again = await prober.list(target(), { prefix: object.key, maxKeys: 1 });
    isGone = again.ok && again.value.objects[0]?.key !== object.key;
    return isGone;
  };
  const attempt = await attempts.make('READ', () => prober.readFirstByte(target(), object), checkGone);
  if (attempt.ok || attempt.diagnosis.meaning === 'NO_BYTES') return { object, what: 'READ' };
  const { meaning } = attempt.diagnosis;
  if (meaning === 'GONE' || isGone) return { object, what: 'GONE' };
  if (meaning === 'DENIED' && attempt.diagnosis.isOfObject && (await checkGone())) return { object, what: 'GONE' };
  return { object, what: 'REFUSED', attempt };
}

function judgeReads(reads: readonly SampleRead[], archivedCount: number): ProbeOutcome {
  const refusals = refusalsOf(reads);
  const readCount = readObjects(reads).length;
  const decisive = readCount === 0 ? refusals.find(isAboutAll) : undefined;
  if (decisive) return refused(decisive.attempt);
  const first = refusals[0];
  if (readCount === 0 && first) return { ...refused(first.attempt), findings: findingsOfRead(first) };
  if (readCount === 0 && archivedCount > 0) {
    return {
      verdict: 'FAIL',
      evidence: `all ${archivedCount} objects that were listed are archived`,
      cause: 'ARCHIVED_OBJECTS',
    };
  }
  if (readCount === 0) return { verdict: 'WARN', evidence: 'empty: there is no file to read yet', warnings: ['EMPTY'] };
  const evidence = `s3:GetObject answered for ${readCount} of ${reads.length} files of different kinds`;
  const warnings = new Set(refusals.map(warningOf));
  if (archivedCount > 0) warnings.add('SOME_ARCHIVED');
  if (warnings.size === 0) return { verdict: 'PASS', evidence };
  const others = [
    ...refusals.map(evidenceOfRead),
    ...(archivedCount > 0 ? [`${archivedCount} of the listed objects are archived`] : []),
  ];
  return {
    verdict: 'WARN',
    evidence: [evidence, ...others].join('; '),
    warnings: [...warnings],
    ...(first && { findings: findingsOfRead(first) }),
  };
}

const WARNING_OF: Partial<Record<HealthCause, HealthWarning>> = {
  READ_DENIED: 'SOME_READ_DENIED',
  KMS_DENIED: 'SOME_KMS_DENIED',
  ARCHIVED_OBJECTS: 'SOME_ARCHIVED',
};

function warningOf(refusal: Refusal): HealthWarning {
  const { attempt } = refusal;
  if (isAboutAll(refusal)) return 'SOME_UNAVAILABLE';
  if (findingsOf(attempt).unreadable) return 'SOME_UNREADABLE';
  return WARNING_OF[attempt.diagnosis.cause] ?? 'SOME_READ_DENIED';
}

function evidenceOfRead({ object, attempt }: Refusal): string {
  const reason =
    findingsOf(attempt).unreadable === 'CUSTOMER_KEY' ? ' (encrypted by SSE-C, with a key of your own)' : '';
  return `${JSON.stringify(object.key)}: ${evidenceOf(attempt.answer)}${reason}`;
}

function findingsOfRead({ object, attempt }: Refusal): Findings {
  return { deniedKey: object.key, ...findingsOf(attempt) };
}
