import { type AwsOutcome, evidenceOf } from '../../domain/aws/diagnosis/aws-answer.ts';
import { diagnose } from '../../domain/aws/diagnosis/diagnose.ts';
import { nearMissesOf } from '../../domain/aws/policies/near-misses.ts';
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

interface WrongId {
  readonly externalId?: string;
  readonly how: string;
}

/** STS allows 600 requests a second of one account. Eight concurrent requests complete 66 within a second. */
const AT_ONCE = 8;

/**
 * The self-test against the confused deputy. AWS must refuse the role without an external ID, with a random one, and
 * with every near miss of ours. Any answer other than AWS's plain refusal decides nothing.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
 */
export async function probeExternalId(
  roles: RoleAssumer,
  request: Omit<AssumeRequest, 'externalId' | 'sessionPolicy'>,
  ids: { ours: string; random: string },
): Promise<ProbeOutcome> {
  const plain = [{ how: 'without an external ID' }, { how: 'with a random external ID', externalId: ids.random }];
  const nearMisses = nearMissesOf(ids.ours).map((miss) => ({ ...miss, how: `with our external ID ${miss.how}` }));
  const rounds: WrongId[][] = [plain];
  for (let at = 0; at < nearMisses.length; at += AT_ONCE) rounds.push(nearMisses.slice(at, at + AT_ONCE));
  for (const round of rounds) {
    const outcome = judgeWrongIds(
      await Promise.all(
        round.map(async ({ how, ...wrong }) => ({ how, outcome: await roles.assume({ ...request, ...wrong }) })),
      ),
    );
    if (outcome) return outcome;
  }
  return {
    verdict: 'PASS',
    evidence:
      'sts:AssumeRole answered AccessDenied without, and with a random, external ID, and with ' +
      `${nearMisses.length} near misses of ours`,
  };
}

/**
 * A role that refuses our external ID may still be open to every caller: a condition can demand that there is none.
 *
 * @returns undefined where AWS does not let the role be assumed without our external ID
 */
export async function probeOpenToOthers(
  roles: RoleAssumer,
  request: Omit<AssumeRequest, 'externalId' | 'sessionPolicy'>,
  randomId: string,
): Promise<ProbeOutcome | undefined> {
  const ids: { externalId?: string }[] = [{}, { externalId: randomId }];
  const [without, random] = await Promise.all(ids.map((id) => roles.assume({ ...request, ...id })));
  if (!without?.ok && !random?.ok) return undefined;
  const how = without?.ok ? 'without an external ID' : 'with a random external ID';
  return {
    verdict: 'FAIL',
    evidence: `sts:AssumeRole succeeded ${how}, and was refused with ours`,
    cause: 'EXTERNAL_ID_NOT_REQUIRED',
  };
}

/** Undefined when AWS refused all of them. */
function judgeWrongIds(tries: { how: string; outcome: AwsOutcome<BucketSession> }[]): ProbeOutcome | undefined {
  const open = tries.filter(({ outcome }) => outcome.ok);
  if (open.length > 0) {
    const ways = open.map(({ how }) => how).join(' and ');
    return { verdict: 'FAIL', evidence: `sts:AssumeRole succeeded ${ways}`, cause: 'EXTERNAL_ID_NOT_REQUIRED' };
  }
  for (const { outcome, how } of tries) {
    const unclear = whyUnclear(outcome);
    if (unclear) return { verdict: 'UNDECIDED', evidence: `${how}: ${unclear.evidence}`, cause: unclear.cause };
  }
  return undefined;
}

function whyUnclear(outcome: AwsOutcome<BucketSession>) {
  if (outcome.ok) return undefined;
  const { cause } = diagnose('ASSUME_ROLE', outcome.answer);
  if (outcome.answer.code === 'AccessDenied' && cause === 'ROLE_NOT_ASSUMABLE') return undefined;
  const evidence = evidenceOf(outcome.answer);
  return { evidence, cause: cause === 'ROLE_NOT_ASSUMABLE' ? ('AWS_UNAVAILABLE' as const) : cause };
}
