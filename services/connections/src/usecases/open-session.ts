import { AppError } from '@bucket-sync/shared/errors';
import type { AwsAnswer } from '../domain/aws/diagnosis/aws-answer.ts';
import { diagnose } from '../domain/aws/diagnosis/diagnose.ts';
import { accountOf, type Connection } from '../domain/connection.ts';
import type { ConnectionStore } from '../domain/ports.ts';
import type { OpenBucketSession, SessionRequest } from '../domain/session.ts';
import type { BucketSessions } from './bucket-sessions.ts';

interface SessionParts {
  connections: Pick<ConnectionStore, 'find' | 'markSynced'>;
  sessions: BucketSessions;
  /** Checks a connection whose role was refused although it is healthy; never throws. */
  recheck: (connection: Connection) => Promise<void>;
}

/**
 * Temporary credentials for one of our own services, only of a healthy connection. A connection that is unhealthy, not
 * checked or of another organization opens nothing, nor does a run whose bucket is corrected meanwhile.
 *
 * @returns      undefined where there is nothing to open
 * @throws AppError AWS_UNAVAILABLE (retryable), PLATFORM_CREDENTIALS
 */
export async function openSession(
  parts: SessionParts,
  organizationId: string,
  connectionId: string,
  request: SessionRequest,
): Promise<OpenBucketSession | undefined> {
  const connection = await parts.connections.find(organizationId, connectionId);
  if (!connection?.roleArn || connection.health.indicator !== 'GREEN_HEART') return undefined;
  const opened = await parts.sessions.open(connection, request);
  if (!opened.ok) {
    const outage = outageOf(opened.answer);
    if (outage) throw outage;
    // The caller finds the cause in the connection's health.
    await parts.recheck(connection);
    return undefined;
  }
  // AWS may have taken seconds, in which the bucket was corrected: no run lists the earlier bucket. It is marked only
  // now, so that after a refusal the bucket can still be corrected.
  const isFirstRun = request.runId !== null && connection.firstSyncedAt === null;
  if (isFirstRun && !(await parts.connections.markSynced(connection))) return undefined;
  return { connection, accountId: accountOf(connection.roleArn), session: opened.value };
}

/** The error for a refusal that is not about the customer's role; undefined for one that is. */
function outageOf(answer: AwsAnswer): AppError | undefined {
  const { cause } = diagnose('ASSUME_ROLE', answer);
  if (cause !== 'AWS_UNAVAILABLE' && cause !== 'PLATFORM_CREDENTIALS') return undefined;
  return new AppError(cause, { why: `${answer.action}: ${answer.code}` });
}
