import { createExpiringCache } from '@bucket-sync/shared/cache';
import { type AwsOutcome, catchRefusal, throwRefusal } from '../domain/aws/diagnosis/aws-answer.ts';
import { sessionPolicyText } from '../domain/aws/policies/policies.ts';
import type { Connection } from '../domain/connection.ts';
import type { Clock, RoleAssumer } from '../domain/ports.ts';
import type { BucketSession, SessionRequest } from '../domain/session.ts';

export interface BucketSessions {
  /**
   * A session narrowed to bucket and prefix. Each connection and run has its own, renewed 15 minutes before its end. If
   * renewal fails, the session serves to its end, unless AWS reports it as ended (`insteadOf`).
   */
  open(connection: Connection, request: SessionRequest): Promise<AwsOutcome<BucketSession>>;
  /** Drops the sessions of a connection that was removed, whose role changed, or that is unhealthy. */
  forget(connectionId: string): void;
}

/** A link is valid for 15 minutes at most. A session with this time left signs a link of full length. */
const RENEW_BEFORE_MS = 15 * 60_000;
/** A session with less time left cannot finish a request. */
const SPENT_BEFORE_MS = 10_000;

export function createBucketSessions({ roles, clock }: { roles: RoleAssumer; clock: Clock }): BucketSessions {
  const sessions = createExpiringCache<BucketSession>({
    expiresAt: (session) => session.expiresAt,
    renewBeforeMs: RENEW_BEFORE_MS,
    spentBeforeMs: SPENT_BEFORE_MS,
    now: () => clock.now().getTime(),
  });
  return {
    open(connection, { runId, insteadOf }) {
      const { id, roleArn, bucket } = connection;
      // Another role or bucket needs another session.
      const key = `${id}/${JSON.stringify([runId, roleArn, bucket])}`;
      const open = () => throwRefusal(assume(roles, connection, runId));
      return catchRefusal(sessions.get(key, open, ({ accessKeyId }) => accessKeyId === insteadOf));
    },
    forget(connectionId) {
      sessions.forget((key) => key.startsWith(`${connectionId}/`));
    },
  };
}

function assume(roles: RoleAssumer, connection: Connection, runId: string | null): Promise<AwsOutcome<BucketSession>> {
  const { id, bucket, principalArn, externalId, roleArn } = connection;
  const policy = sessionPolicyText(bucket);
  return roles.assume({
    principalArn,
    externalId,
    roleArn: roleArn!,
    region: bucket.region,
    sessionName: sessionName(id, runId),
    ...(policy && { sessionPolicy: policy }),
  });
}

/** A session name has 64 characters; two UUIDs without hyphens nearly fit. CloudTrail shows it. */
function sessionName(connectionId: string, runId: string | null): string {
  const bare = (id: string, length: number) => id.replace(/[^\w+=,.@]/g, '').slice(0, length);
  return runId ? `${bare(connectionId, 32)}-${bare(runId, 31)}` : `links-${bare(connectionId, 32)}`;
}
