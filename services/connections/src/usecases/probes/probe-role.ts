import { type AwsOutcome, evidenceOf } from '../../domain/aws/diagnosis/aws-answer.ts';
import { diagnose } from '../../domain/aws/diagnosis/diagnose.ts';
import type { ProbeOutcome } from '../../domain/check-result.ts';
import type { AssumeRequest, RoleAssumer } from '../../domain/ports.ts';
import type { BucketSession } from '../../domain/session.ts';
import type { Attempt } from './attempts.ts';

export function judgeAssumeRole(attempt: Attempt<BucketSession>): ProbeOutcome {
  if (attempt.ok) {
    return {
      verdict: 'PASS',
      evidence: `sts:AssumeRole answered a session until ${attempt.value.expiresAt.toISOString()}`,
    };
  }
  const { answer, diagnosis } = attempt;
  const isTheirs = diagnosis.cause === 'ROLE_NOT_ASSUMABLE' || diagnosis.cause === 'STS_REGION_DISABLED';
  return { verdict: isTheirs ? 'FAIL' : 'UNDECIDED', evidence: evidenceOf(answer), cause: diagnosis.cause };
}

/**
 * The self-test against the confused deputy: without an external ID, and with a random one, AWS must refuse. Anything
 * but its plain refusal decides nothing.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
 */
export async function probeExternalId(
  roles: RoleAssumer,
  request: Omit<AssumeRequest, 'externalId' | 'sessionPolicy'>,
  randomExternalId: string,
): Promise<ProbeOutcome> {
  const without = await roles.assume(request);
  const withAnother = await roles.assume({ ...request, externalId: randomExternalId });
  const tries = [
    { outcome: without, how: 'without an external ID' },
    { outcome: withAnother, how: 'with a random external ID' },
  ];
  const open = tries.filter(({ outcome }) => outcome.ok);
  if (open.length > 0) {
    const ways = open.map(({ how }) => how).join(' and ');
    return { verdict: 'FAIL', evidence: `sts:AssumeRole succeeded ${ways}`, cause: 'EXTERNAL_ID_NOT_REQUIRED' };
  }
  for (const { outcome, how } of tries) {
    const unclear = whyUnclear(outcome);
    if (unclear) return { verdict: 'UNDECIDED', evidence: `${how}: ${unclear.evidence}`, cause: unclear.cause };
  }
  return { verdict: 'PASS', evidence: 'sts:AssumeRole answered AccessDenied without, and with a random, external ID' };
}

function whyUnclear(outcome: AwsOutcome<BucketSession>) {
  if (outcome.ok) return undefined;
  const { cause } = diagnose('ASSUME_ROLE', outcome.answer);
  if (outcome.answer.code === 'AccessDenied' && cause === 'ROLE_NOT_ASSUMABLE') return undefined;
  const evidence = evidenceOf(outcome.answer);
  return { evidence, cause: cause === 'ROLE_NOT_ASSUMABLE' ? ('AWS_UNAVAILABLE' as const) : cause };
}
