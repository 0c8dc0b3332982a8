import type { AwsAnswer } from '../domain/aws/diagnosis/aws-answer.ts';
import { sessionPolicyText } from '../domain/aws/policies/policies.ts';
import type { Connection } from '../domain/connection.ts';
import type { RoleAssumer } from '../domain/ports.ts';
import type { BucketSession } from '../domain/session.ts';
import type { Clock } from './clock.ts';

export type OpenedSession = { ok: true; session: BucketSession } | { ok: false; answer: AwsAnswer };

export interface BucketSessions {
  /**
   * A session narrowed to bucket and prefix. One is made for each connection and run, renewed while it still has a
   * quarter of an hour, by one caller at a time; where renewal fails it serves to its end. The session with the access
   * key id `insteadOf` is over by AWS's own word.
   */
  open(connection: Connection, runId: string | null, insteadOf?: string | null): Promise<OpenedSession>;
  /** Nothing of this connection is given out again: it was removed, its role changed, or its heart broke. */
  forget(connectionId: string): void;
}

/** A link lives 15 minutes at most: a session with that much left signs a whole one. */
const RENEW_BELOW_MS = 15 * 60_000;
/** Below this a session is no use to anybody any more. */
const SPENT_BELOW_MS = 10_000;

interface Entry {
  session?: BucketSession;
  /** What the session was made for; another role or bucket needs another. */
  madeFor: string;
  renewal?: Promise<OpenedSession>;
}

export function createBucketSessions(parts: { roles: RoleAssumer; clock: Clock }): BucketSessions {
  const { roles, clock } = parts;
  const entries = new Map<string, Entry>();
  const millisecondsLeft = (session: BucketSession) => session.expiresAt.getTime() - clock.now().getTime();

  const renew = (key: string, entry: Entry, connection: Connection, runId: string | null): Promise<OpenedSession> => {
    entry.renewal ??= assume(roles, connection, runId)
      .then((opened) => {
        if (opened.ok) entry.session = opened.session;
        else if (!isUsable(entry.session)) entries.delete(key);
        return opened;
      })
      .finally(() => {
        entry.renewal = undefined;
      });
    return entry.renewal;
  };
  const isUsable = (session: BucketSession | undefined) =>
    session !== undefined && millisecondsLeft(session) > SPENT_BELOW_MS;

  const dropSpent = () => {
    for (const [key, { session, renewal }] of entries) if (!renewal && !isUsable(session)) entries.delete(key);
  };

  return {
    async open(connection, runId, insteadOf = null) {
      dropSpent();
      const key = `${connection.id}/${runId ?? ''}`;
      const madeFor = JSON.stringify([connection.roleArn, connection.bucket]);
      let entry = entries.get(key);
      if (entry?.madeFor !== madeFor || (insteadOf && entry.session?.accessKeyId === insteadOf)) {
        entry = { madeFor };
        entries.set(key, entry);
      }
      if (entry.session && millisecondsLeft(entry.session) > RENEW_BELOW_MS)
        return { ok: true, session: entry.session };
      const opened = await renew(key, entry, connection, runId);
      if (!opened.ok && isUsable(entry.session)) return { ok: true, session: entry.session! };
      return opened;
    },
    forget(connectionId) {
      for (const key of entries.keys()) if (key.startsWith(`${connectionId}/`)) entries.delete(key);
    },
  };
}

async function assume(roles: RoleAssumer, connection: Connection, runId: string | null): Promise<OpenedSession> {
  const { id, bucket, principalArn, externalId, roleArn } = connection;
  const policy = sessionPolicyText(bucket);
  const outcome = await roles.assume({
    principalArn,
    externalId,
    roleArn: roleArn!,
    region: bucket.region,
    sessionName: sessionName(id, runId),
    ...(policy && { sessionPolicy: policy }),
  });
  return outcome.ok ? { ok: true, session: outcome.value } : outcome;
}

/** Two UUIDs do not fit into the 64 characters of a session name: without hyphens they nearly do. It shows in CloudTrail. */
function sessionName(connectionId: string, runId: string | null): string {
  const bare = (id: string, length: number) => id.replace(/[^\w+=,.@]/g, '').slice(0, length);
  return runId ? `${bare(connectionId, 32)}-${bare(runId, 31)}` : `links-${bare(connectionId, 32)}`;
}
