import { type Problem, problem } from '@bucket-sync/shared/problem';
import type { Connection } from '../domain/connection.ts';
import type { CheckResult } from '../domain/health.ts';
import { noConnection } from '../domain/no-connection.ts';
import type { CheckStore, Clock, ConnectionStore } from '../domain/ports.ts';
import { decideRole, type RoleDecision } from '../domain/role-decision.ts';
import { withCheckLease } from './check-lease.ts';
import type { ProbeRunner } from './probes/run-probes.ts';

/** ASKED: a person or a run waits for the answer. WATCH: the drift watch, which can wait. */
export type CheckTrigger = 'ASKED' | 'WATCH';

export interface CheckParts {
  connections: Pick<ConnectionStore, 'find'>;
  checks: Pick<CheckStore, 'takeLease' | 'releaseLease' | 'record'>;
  probes: ProbeRunner;
  clock: Clock;
  newHolder: () => string;
  /** A number from 0 to 1 for the jitter. */
  random: () => number;
  settleMs: number;
  checkIntervalMs: number;
  sessions: { forget(connectionId: string): void };
}

/** How long a role counts as new after its ARN was entered. IAM may not apply its rules yet. */
const NEW_ROLE_MS = 5 * 60_000;
/** After an outage of AWS the next check is due within minutes, not after a day. */
const UNCLEAR_AGAIN_MS = 10 * 60_000;

/**
 * Runs every probe again. Only one check of a connection runs at a time. Callers that ask meanwhile get its outcome.
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
  // Compared by id, not by time, because the time comes from the clock of another replica.
  const before = checkIdOf(connection);
  const isDone = async () => {
    const now = await find();
    return !now?.roleArn || (now.health.indicator !== 'UNCHECKED' && checkIdOf(now) !== before);
  };
  await withCheckLease(
    { store: parts.checks, clock: parts.clock, newHolder: parts.newHolder },
    connection.id,
    isDone,
    async (holder) => {
      // Read again under the lease: the role or the bucket may have changed during another check.
      const current = await find();
      if (!current?.roleArn) return;
      const result = await parts.probes.run(asProbed(current, current.roleArn), settleTime(parts, current, trigger));
      const role = decideRole(current, { roleArn: current.roleArn, isSubmitted: false }, result);
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

export async function recordCheck(
  parts: CheckParts,
  connection: Connection,
  holder: string,
  result: CheckResult,
  role: RoleDecision,
): Promise<boolean> {
  const checkedAt = parts.clock.now();
  const nextCheckAt = new Date(checkedAt.getTime() + untilNextCheck(parts, result));
  // An unhealthy connection provides no session, and its cached session is dropped.
  if (result.indicator === 'BROKEN_HEART') parts.sessions.forget(connection.id);
  return parts.checks.record(connection, holder, { result, checkedAt, nextCheckAt, role });
}

/** A jitter of a tenth on both sides spreads the checks of connections that were created together. */
function untilNextCheck({ checkIntervalMs, random }: CheckParts, result: CheckResult): number {
  const isUnclear = result.cause === 'AWS_UNAVAILABLE' || result.cause === 'PLATFORM_CREDENTIALS';
  const interval = isUnclear ? Math.min(UNCLEAR_AGAIN_MS, checkIntervalMs) : checkIntervalMs;
  return interval * (0.9 + 0.2 * random());
}

/**
 * A refusal is retried only when it may be temporary: for a new role, for a connection that is being fixed, and in the
 * drift watch. A run that starts on a healthy connection receives a refusal at once.
 */
function settleTime({ settleMs, clock }: CheckParts, connection: Connection, trigger: CheckTrigger): number {
  const submittedAt = connection.roleSubmittedAt?.getTime() ?? 0;
  const isNew = clock.now().getTime() - submittedAt < NEW_ROLE_MS;
  const { health } = connection;
  const isHealthy = health.indicator === 'GREEN_HEART';
  const wasHealthy = isHealthy || (health.indicator === 'BROKEN_HEART' && health.findings.runId !== undefined);
  const mayPass = trigger === 'WATCH' ? wasHealthy : isNew || !isHealthy;
  return mayPass ? settleMs : 0;
}
