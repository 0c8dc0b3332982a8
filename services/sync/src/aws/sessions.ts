import type { BucketTarget } from '../domain/ports.ts';
import type { BucketSession, BucketSessions } from './s3-client.ts';

/** Renewed this long before it ends: a slice or a batch that begins now finishes with the session it began with. */
const RENEW_BEFORE_MS = 5 * 60_000;

/**
 * Keeps one session for each run, and asks for a new one only once however many want it. A preview has one of its own
 * each time: the bucket or the prefix may have been corrected since the last.
 *
 * @param open  asks the connections service, for another one than that of the access key id `insteadOf`
 */
export function createBucketSessions(
  open: (target: BucketTarget, insteadOf: string | null) => Promise<BucketSession>,
  now: () => number = Date.now,
): BucketSessions {
  interface Held {
    opening: Promise<BucketSession>;
    /** Once it is open. */
    session?: BucketSession;
  }
  const held = new Map<string, Held>();
  const dropped = new WeakSet<BucketSession>();
  const isUsable = (session: BucketSession) =>
    !dropped.has(session) && session.expiresAt.getTime() - now() > RENEW_BEFORE_MS;

  /** Also forgets the sessions of runs that are long over. */
  const renew = (key: string, target: BucketTarget, last?: BucketSession): Promise<BucketSession> => {
    for (const [other, { session }] of held) if (session && !isUsable(session)) held.delete(other);
    const entry: Held = { opening: open(target, last && dropped.has(last) ? last.accessKeyId : null) };
    held.set(key, entry);
    entry.opening.then(
      (session) => {
        entry.session = session;
      },
      () => held.get(key) === entry && held.delete(key),
    );
    return entry.opening;
  };

  return {
    async get(target) {
      if (target.runId === null) return open(target, null);
      const key = `${target.organizationId}/${target.connectionId}/${target.runId}`;
      const entry = held.get(key);
      if (!entry) return renew(key, target);
      const session = await entry.opening;
      if (isUsable(session)) return session;
      // Whoever comes first renews it; the others find the new one.
      const latest = held.get(key);
      return latest && latest !== entry ? latest.opening : renew(key, target, session);
    },
    drop(session) {
      dropped.add(session);
    },
  };
}
