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
  /** Checks a healthy connection whose role was refused; never throws. */
  recheck: (connection: Connection) => Promise<void>;
}

/**
 * Temporary credentials of a healthy connection, for our own services. An unhealthy, unchecked or foreign connection
 * provides none. A run whose bucket is corrected meanwhile gets none.
 *
 * @returns      undefined when there are no credentials
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
  // The bucket may have been corrected while AWS answered. Then no run may list the earlier bucket. The start is
  // recorded only now, because the bucket can still be corrected after a refusal.
  const isFirstRun = request.runId !== null && connection.firstSyncedAt === null;
  if (isFirstRun && !(await parts.connections.markSynced(connection))) return undefined;
  return { connection, accountId: accountOf(connection.roleArn), session: opened.value };
}

/** The error for a refusal that does not concern the customer's role; undefined for any other. */
function outageOf(answer: AwsAnswer): AppError | undefined {
  const { cause } = diagnose('ASSUME_ROLE', answer);
  if (cause !== 'AWS_UNAVAILABLE' && cause !== 'PLATFORM_CREDENTIALS') return undefined;
  return new AppError(cause, { why: `${answer.action}: ${answer.code}` });
}
