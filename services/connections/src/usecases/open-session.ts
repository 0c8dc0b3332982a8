import { AppError } from '@bucket-sync/shared/errors';
import { diagnose } from '../domain/aws/diagnosis/diagnose.ts';
import { accountOf, type Connection } from '../domain/connection.ts';
import type { BucketSession } from '../domain/session.ts';
import type { BucketSessions, OpenedSession } from './bucket-sessions.ts';

export interface SessionParts {
  connections: {
    find(organizationId: string, id: string): Promise<Connection | undefined>;
    /** @returns false where the bucket is no longer the one of `connection` */
    markSynced(connection: Connection): Promise<boolean>;
  };
  sessions: BucketSessions;
  /** Looks at the heart of a connection whose role was refused although the heart is green; never throws. */
  recheck: (connection: Connection) => Promise<void>;
}

export interface WantedSession {
  /** The run that it is for; from its first session on, the connection's bucket stands. */
  runId: string | null;
  /** The access key id of a session that AWS calls over. */
  insteadOf: string | null;
}

export interface OpenBucketSession {
  readonly connection: Connection;
  readonly accountId: string;
  readonly session: BucketSession;
}

/**
 * Temporary credentials for one of our own services at work. Only behind a green heart: what is broken, not checked or not
 * ours opens nothing, nor does a run whose bucket is corrected meanwhile.
 *
 * @returns      undefined where there is nothing to open
 * @throws AppError AWS_UNAVAILABLE (retryable), PLATFORM_CREDENTIALS
 */
export async function openSession(
  parts: SessionParts,
  organizationId: string,
  connectionId: string,
  { runId, insteadOf }: WantedSession,
): Promise<OpenBucketSession | undefined> {
  const connection = await parts.connections.find(organizationId, connectionId);
  if (!connection?.roleArn || connection.health.indicator !== 'GREEN_HEART') return undefined;
  const opened = await parts.sessions.open(connection, runId, insteadOf);
  if (!opened.ok) {
    if (isOurs(opened)) throw outage(opened);
    // Who is told that there is nothing to open finds the cause in the heart.
    await parts.recheck(connection);
    return undefined;
  }
  // AWS may have taken seconds, in which the bucket was corrected: no run lists the one before. It is marked only now,
  // so that a refusal leaves the bucket to be corrected; once it is, it stands, and need not be looked at again.
  if (runId && !connection.firstSyncedAt && !(await parts.connections.markSynced(connection))) return undefined;
  return { connection, accountId: accountOf(connection.roleArn), session: opened.session };
}

type RefusedSession = Extract<OpenedSession, { ok: false }>;

function isOurs({ answer }: RefusedSession): boolean {
  const { cause } = diagnose('ASSUME_ROLE', answer);
  return cause === 'AWS_UNAVAILABLE' || cause === 'PLATFORM_CREDENTIALS';
}

function outage({ answer }: RefusedSession): AppError {
  const { cause } = diagnose('ASSUME_ROLE', answer);
  const code = cause === 'PLATFORM_CREDENTIALS' ? 'PLATFORM_CREDENTIALS' : 'AWS_UNAVAILABLE';
  return new AppError(code, { why: `${answer.action}: ${answer.code}` });
}
