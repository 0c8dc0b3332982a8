import type { BucketTarget } from '../domain/ports.ts';
import type { BucketSession, BucketSessions } from './s3-client.ts';

/** Renewed this long before it ends: a slice or a batch that begins now finishes with the session it began with. */
const RENEW_BEFORE_MS = 5 * 60_000;

/**
 * Keeps one session for each connection, and asks for a new one only once however many want it.
 *
 * @param open  asks the connections service
 */
export function createBucketSessions(
  open: (target: BucketTarget) => Promise<BucketSession>,
  now: () => number = Date.now,
): BucketSessions {
  const held = new Map<string, Promise<BucketSession>>();
  const dropped = new WeakSet<BucketSession>();
  const isUsable = (session: BucketSession) =>
    !dropped.has(session) && session.expiresAt.getTime() - now() > RENEW_BEFORE_MS;

  const renew = (key: string, target: BucketTarget) => {
    const opening = open(target);
    held.set(key, opening);
    opening.catch(() => held.get(key) === opening && held.delete(key));
    return opening;
  };

  return {
    async get(target) {
      const key = `${target.organizationId}/${target.connectionId}`;
      const current = held.get(key);
      if (!current) return renew(key, target);
      const session = await current;
      if (isUsable(session)) return session;
      // Whoever comes first renews it; the others find the new one.
      return held.get(key) === current ? renew(key, target) : held.get(key)!;
    },
    drop(session) {
      dropped.add(session);
    },
  };
}
