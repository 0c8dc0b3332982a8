import type { ListedObject } from '../../domain/aws/diagnosis/sample-objects.ts';
import { sessionPolicyText } from '../../domain/aws/policies/policies.ts';
import { concludeCheck, isBroken, type ProbeOutcome, type ProbeReport } from '../../domain/check-result.ts';
import { accountOf, type BucketLocation } from '../../domain/connection.ts';
import { type CheckResult, PROBE_NAMES, type ProbeName } from '../../domain/health.ts';
import type { BucketProber, Clock, RoleAssumer } from '../../domain/ports.ts';
import type { BucketSession } from '../../domain/session.ts';
import { createAttempts } from './attempts.ts';
import { type BucketProbeParts, probeAttributes, probeCors, probeList, probeRegion } from './probe-bucket.ts';
import { probeRead } from './probe-read.ts';
import { judgeAssumeRole, probeExternalId, probeOpenToOthers } from './probe-role.ts';

export interface ProbedRole {
  readonly connectionId: string;
  readonly bucket: BucketLocation;
  readonly principalArn: string;
  readonly externalId: string;
  readonly roleArn: string;
}

export interface ProbeRunner {
  /**
   * Runs the probes in order until one does not pass.
   *
   * @param settleMs  how long a first AccessDenied may be an IAM rule that is not visible yet; 0: no wait
   */
  run(role: ProbedRole, settleMs: number): Promise<CheckResult>;
}

export function createProbeRunner(parts: {
  roles: RoleAssumer;
  prober: BucketProber;
  clock: Clock;
  consoleOrigin: string;
  randomExternalId: () => string;
}): ProbeRunner {
  return { run: (role, settleMs) => runProbes(parts, role, settleMs) };
}

async function runProbes(
  parts: Parameters<typeof createProbeRunner>[0],
  role: ProbedRole,
  settleMs: number,
): Promise<CheckResult> {
  const { roles, prober, clock, consoleOrigin } = parts;
  const { bucket, roleArn, principalArn, externalId } = role;
  const policy = sessionPolicyText(bucket);
  const request = { principalArn, roleArn, region: bucket.region, sessionName: `check-${role.connectionId}` };
  let session: BucketSession | undefined;
  let listed: readonly ListedObject[] = [];
  let readable: ListedObject | undefined;

  const assume = async () => {
    const outcome = await roles.assume({ ...request, externalId, ...(policy && { sessionPolicy: policy }) });
    if (outcome.ok) session = outcome.value;
    return outcome;
  };
  const attempts = createAttempts({ clock, settleMs, renew: assume });
  const bucketParts: BucketProbeParts = {
    prober,
    attempts,
    target: () => ({ bucket, session: session!, ownerAccountId: accountOf(roleArn) }),
  };

  const probes: Record<ProbeName, () => Promise<ProbeOutcome>> = {
    ASSUME_ROLE: async () => {
      const outcome = judgeAssumeRole(await attempts.make('ASSUME_ROLE', assume));
      if (outcome.verdict !== 'FAIL' || outcome.cause !== 'ROLE_NOT_ASSUMABLE') return outcome;
      return (await probeOpenToOthers(roles, request, parts.randomExternalId())) ?? outcome;
    },
    EXTERNAL_ID_REQUIRED: () => probeExternalId(roles, request, { ours: externalId, random: parts.randomExternalId() }),
    BUCKET_REGION: () => probeRegion(bucketParts),
    LIST_OBJECTS: async () => {
      const result = await probeList(bucketParts);
      listed = result.listed;
      return result.outcome;
    },
    READ_OBJECT: async () => {
      const result = await probeRead(bucketParts, listed);
      readable = result.readable;
      return result.outcome;
    },
    READ_ATTRIBUTES: () => probeAttributes(bucketParts, readable),
    CORS: () => probeCors(bucketParts, readable, consoleOrigin),
  };

  const reports: ProbeReport[] = [];
  for (const name of PROBE_NAMES) {
    const startedAt = performance.now();
    const outcome = await probes[name]();
    reports.push({ name, outcome, durationMs: performance.now() - startedAt });
    if (isBroken(outcome)) break;
  }
  return concludeCheck(reports);
}
