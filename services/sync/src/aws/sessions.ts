import { createExpiringCache, onceForEach } from '@bucket-sync/shared/cache';
import type { BucketTarget } from '../domain/ports.ts';
import type { BucketSession, BucketSessions } from './s3-client.ts';

/** More than a slice or a batch takes: each finishes with the session that it started with. */
const RENEW_BEFORE_MS = 5 * 60_000;

/**
 * Holds one session for each run. Each preview opens a new session, because the bucket or the prefix may have been
 * corrected since the last preview.
 *
 * @param open  asks the connections service for a session other than that of the access key id `insteadOf`
 */
export function createBucketSessions(
  open: (target: BucketTarget, insteadOf: string | null) => Promise<BucketSession>,
): BucketSessions {
  const dropped = new WeakSet<BucketSession>();
  // Every read of a batch asks with the same target, and a new text would be hashed each time.
  const keyOf = onceForEach((target: BucketTarget) =>
    [target.organizationId, target.connectionId, target.runId].join('/'),
  );
  const held = createExpiringCache<BucketSession>({
    expiresAt: (session) => session.expiresAt,
    renewBeforeMs: RENEW_BEFORE_MS,
    spentBeforeMs: 0,
  });
  return {
    get(target) {
      if (target.runId === null) return open(target, null);
      return held.get(
        keyOf(target),
        (refused) => open(target, refused?.accessKeyId ?? null),
        (session) => dropped.has(session),
      );
    },
    drop(session) {
      dropped.add(session);
    },
  };
}
