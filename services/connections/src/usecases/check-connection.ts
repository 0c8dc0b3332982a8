import { type Problem, problem } from '@bucket-sync/shared/problem';
import type { Connection } from '../domain/connection.ts';
import type { CheckResult } from '../domain/health.ts';
import { type LeaseStore, withCheckLease } from './check-lease.ts';
import type { Clock } from './clock.ts';
import type { ProbeRunner } from './probes/run-probes.ts';
import { noConnection } from './update-connection.ts';

/** Who wants to know: a person or a run, who wait for the answer, or the drift watch, which has time. */
export type CheckTrigger = 'ASKED' | 'WATCH';

export interface RoleDecision {
  roleArn: string;
  decision: 'STORE' | 'FORGET' | 'KEEP';
  isVerified: boolean;
}

export interface CheckParts {
  connections: { find(organizationId: string, id: string): Promise<Connection | undefined> };
  checks: LeaseStore & {
    record(
      connection: Connection,
      holder: string,
      check: { result: CheckResult; checkedAt: Date; nextCheckAt: Date; role: RoleDecision },
    ): Promise<boolean>;
  };
  probes: ProbeRunner;
  clock: Clock;
  newHolder: () => string;
  /** A number from 0 to 1 for the jitter. */
  random: () => number;
  settleMs: number;
  checkIntervalMs: number;
  sessions: { forget(connectionId: string): void };
}

/** How long after its ARN was entered a role counts as new, so that a refusal may still be a rule on its way. */
const NEW_ROLE_MS = 5 * 60_000;
/** What AWS could not answer is asked again soon, not in a day. */
const UNCLEAR_AGAIN_MS = 10 * 60_000;

/**
 * Runs every probe again. Checks of one connection never run side by side: who asks meanwhile gets the running one's
 * outcome.
 */
export async function checkConnection(
  parts: CheckParts,
  organizationId: string,
  id: string,
  trigger: CheckTrigger,
): Promise<Connection | Problem> {
  const find = () => parts.connections.find(organizationId, id);
  const connection = await find();
  if (!connection) return noConnection();
  if (!connection.roleArn) {
    return problem('NOT_ALLOWED_NOW', 'There is no role to check yet: enter the ARN of your role first.', 'roleArn');
  }
  // By its id, not by its time: that is of the clock of the replica that checked.
  const before = checkIdOf(connection);
  const isDone = async () => {
    const now = await find();
    return !now?.roleArn || (now.health.indicator !== 'UNCHECKED' && checkIdOf(now) !== before);
  };
  await withCheckLease(
    { store: parts.checks, clock: parts.clock, newHolder: parts.newHolder },
    id,
    isDone,
    async (holder) => {
      // Read again under the lease: the role or the bucket may have changed while another checked.
      const current = await find();
      if (!current?.roleArn) return;
      const result = await parts.probes.run(asProbed(current, current.roleArn), settleTime(parts, current, trigger));
      const isVerified = provesExternalId(result);
      const forget = result.cause === 'EXTERNAL_ID_NOT_REQUIRED' && !current.roleVerifiedAt;
      const role: RoleDecision = { roleArn: current.roleArn, decision: forget ? 'FORGET' : 'KEEP', isVerified };
      await recordCheck(parts, current, holder, result, role);
    },
  );
  return (await find()) ?? noConnection();
}

function checkIdOf({ health }: Connection): string | undefined {
  return health.indicator === 'UNCHECKED' ? undefined : health.id;
}

export function asProbed(connection: Connection, roleArn: string) {
  const { id: connectionId, bucket, principalArn, externalId } = connection;
  return { connectionId, bucket, principalArn, externalId, roleArn };
}

/** True where AWS refused the role to us without our external ID just now. */
export function provesExternalId(result: CheckResult): boolean {
  return result.probes.some(({ name, verdict }) => name === 'EXTERNAL_ID_REQUIRED' && verdict === 'PASS');
}

export async function recordCheck(
  parts: CheckParts,
  connection: Connection,
  holder: string,
  result: CheckResult,
  role: RoleDecision,
): Promise<boolean> {
  const checkedAt = parts.clock.now();
  const nextCheckAt = new Date(checkedAt.getTime() + untilNextCheck(parts, result));
  // A broken heart ends what it gave out: the next session is asked for anew.
  if (result.indicator === 'BROKEN_HEART') parts.sessions.forget(connection.id);
  return parts.checks.record(connection, holder, { result, checkedAt, nextCheckAt, role });
}

/** A tenth of jitter on both sides: connections made together are not checked together for ever. */
function untilNextCheck({ checkIntervalMs, random }: CheckParts, result: CheckResult): number {
  const isUnclear = result.cause === 'AWS_UNAVAILABLE' || result.cause === 'PLATFORM_CREDENTIALS';
  const interval = isUnclear ? Math.min(UNCLEAR_AGAIN_MS, checkIntervalMs) : checkIntervalMs;
  return interval * (0.9 + 0.2 * random());
}

/**
 * A refusal is waited for only where it may pass: a new role, a heart that was not green (somebody is mending), or the
 * drift watch, which nobody waits for. A run that starts on a green heart learns of a refusal at once.
 */
function settleTime({ settleMs, clock }: CheckParts, connection: Connection, trigger: CheckTrigger): number {
  const submittedAt = connection.roleSubmittedAt?.getTime() ?? 0;
  const isNew = clock.now().getTime() - submittedAt < NEW_ROLE_MS;
  const wasGreen = connection.health.indicator === 'GREEN_HEART';
  return trigger === 'WATCH' ? (wasGreen ? settleMs : 0) : isNew || !wasGreen ? settleMs : 0;
}
