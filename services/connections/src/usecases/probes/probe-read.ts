import { evidenceOf } from '../../domain/aws/diagnosis/aws-answer.ts';
import { chooseSamples, type ListedObject } from '../../domain/aws/diagnosis/sample-objects.ts';
import type { ProbeOutcome } from '../../domain/check-result.ts';
import type { Findings, HealthWarning } from '../../domain/health.ts';
import type { Attempt } from './attempts.ts';
import { type BucketProbeParts, findingsOf, refused } from './probe-bucket.ts';

type Refused = Extract<Attempt<unknown>, { ok: false }>;
type SampleRead = { object: ListedObject } & ({ what: 'READ' | 'GONE' } | { what: 'REFUSED'; attempt: Refused });

const WARNING_OF: Partial<Record<string, HealthWarning>> = {
  READ_DENIED: 'SOME_READ_DENIED',
  KMS_DENIED: 'SOME_KMS_DENIED',
  ARCHIVED_OBJECTS: 'SOME_ARCHIVED',
};

/**
 * Reads one byte of a real object of each kind that was listed. One that can be read makes the heart green; those that
 * cannot are said beside it, since sync skips them one by one with the same reason.
 */
export async function probeRead(
  parts: BucketProbeParts,
  listed: readonly ListedObject[],
): Promise<{ outcome: ProbeOutcome; readable: ListedObject | undefined }> {
  const samples = chooseSamples(listed);
  const reads: SampleRead[] = [];
  for (const object of samples.objects) reads.push(await readSample(parts, object));
  const readable = reads.find((read) => read.what === 'READ')?.object;
  return { outcome: judgeReads(reads, samples.archivedCount), readable };
}

async function readSample(parts: BucketProbeParts, object: ListedObject): Promise<SampleRead> {
  const { prober, target, attempts } = parts;
  let isGone = false;
  // A key that vanished answers AccessDenied, not NoSuchKey, to a role that may list only under a prefix.
  const checkGone = async () => {
    const again = await prober.list(target(), { prefix: object.key, maxKeys: 1 });
    isGone = again.ok && again.value.objects[0]?.key !== object.key;
    return isGone;
  };
  const attempt = await attempts.make('READ', () => prober.readFirstByte(target(), object), checkGone);
  if (attempt.ok || attempt.answer.code === 'InvalidRange') return { object, what: 'READ' };
  if (attempt.answer.code === 'NoSuchKey' || isGone) return { object, what: 'GONE' };
  if (attempt.diagnosis.cause === 'READ_DENIED' && (await checkGone())) return { object, what: 'GONE' };
  return { object, what: 'REFUSED', attempt };
}

function judgeReads(reads: readonly SampleRead[], archivedCount: number): ProbeOutcome {
  const refusals = reads.filter((read) => read.what === 'REFUSED');
  const unclear = refusals.find(({ attempt }) => !WARNING_OF[attempt.diagnosis.cause]);
  if (unclear) return refused(unclear.attempt);
  const readCount = reads.filter((read) => read.what === 'READ').length;
  const first = refusals[0];
  if (readCount === 0 && first) {
    return { ...refused(first.attempt), findings: findingsOfRead(first) } as ProbeOutcome;
  }
  if (readCount === 0 && archivedCount > 0) {
    return {
      verdict: 'FAIL',
      evidence: `all ${archivedCount} objects that were listed are archived`,
      cause: 'ARCHIVED_OBJECTS',
    };
  }
  if (readCount === 0) return { verdict: 'WARN', evidence: 'empty: there is no file to read yet', warnings: ['EMPTY'] };
  const evidence = `s3:GetObject answered for ${readCount} of ${reads.length} files of different kinds`;
  const warnings = new Set(refusals.map(({ attempt }) => WARNING_OF[attempt.diagnosis.cause]!));
  if (archivedCount > 0) warnings.add('SOME_ARCHIVED');
  if (warnings.size === 0) return { verdict: 'PASS', evidence };
  const others = [
    ...refusals.map(({ object, attempt }) => `${JSON.stringify(object.key)}: ${evidenceOf(attempt.answer)}`),
    ...(archivedCount > 0 ? [`${archivedCount} of the listed objects are archived`] : []),
  ];
  return {
    verdict: 'WARN',
    evidence: [evidence, ...others].join('; '),
    warnings: [...warnings],
    ...(first && { findings: findingsOfRead(first) }),
  };
}

function findingsOfRead({ object, attempt }: { object: ListedObject; attempt: Refused }): Findings {
  return { deniedKey: object.key, ...findingsOf(attempt) };
}
