import pLimit, { type LimitFunction } from 'p-limit';
import type { BucketTarget } from '../domain/ports.ts';

type Connection = Pick<BucketTarget, 'organizationId' | 'connectionId'>;

/** How many objects are under way: of each connection as many as its bucket bears, and all together within one limit. */
export interface Pace {
  /** Treats an object of this connection when it has its turn. */
  run<T>(of: Connection, work: () => Promise<T>): Promise<T>;
  /** While an object under way only waits, another connection's takes its place. */
  lendPlace(wait: Promise<void>): Promise<void>;
  /** S3 said SlowDown. */
  slower(of: Connection): void;
  /** A read went well. */
  faster(of: Connection): void;
}

/** After so many good reads one more may be under way: with 75 ms to a bucket it takes 35 s from 1 back to 64. */
const GOOD_READS_A_STEP = 100;
/** As long as a message waits for its bucket: a pace that was idle for longer has nothing to say about the next run. */
const FORGET_AFTER_MS = 10 * 60_000;

interface OwnPace {
  limit: LimitFunction;
  good: number;
  usedAt: number;
}

/**
 * Halves a connection's pace at each SlowDown and lets it grow one by one, as TCP does: many processes then share what S3
 * grants, and no other connection notices. Only connections of the last ten minutes take memory.
 *
 * @param most  under way in this process, and of one connection; an object that comes back from a wait goes on at once,
 *   so that for a moment there may be more
 */
export function createPace(most: number, now: () => number = Date.now): Pace {
  const everyone = pLimit(most);
  const paces = new Map<string, OwnPace>();
  const keyOf = ({ organizationId, connectionId }: Connection) => `${organizationId}/${connectionId}`;

  const forgetIdle = () => {
    for (const [key, { limit, usedAt }] of paces) {
      const isIdle = limit.activeCount + limit.pendingCount === 0;
      if (isIdle && now() - usedAt > FORGET_AFTER_MS) paces.delete(key);
    }
  };

  const paceOf = (connection: Connection): OwnPace => {
    const key = keyOf(connection);
    let pace = paces.get(key);
    if (!pace) {
      forgetIdle();
      pace = { limit: pLimit(most), good: 0, usedAt: 0 };
      paces.set(key, pace);
    }
    pace.usedAt = now();
    return pace;
  };

  return {
    run: (of, work) => paceOf(of).limit(() => everyone(work)),
    async lendPlace(wait) {
      everyone.concurrency += 1;
      try {
        await wait;
      } finally {
        everyone.concurrency -= 1;
      }
    },
    slower(of) {
      const pace = paceOf(of);
      pace.good = 0;
      pace.limit.concurrency = Math.max(1, Math.floor(pace.limit.concurrency / 2));
    },
    faster(of) {
      const pace = paces.get(keyOf(of));
      if (!pace || pace.limit.concurrency >= most) return;
      pace.good += 1;
      if (pace.good % GOOD_READS_A_STEP === 0) pace.limit.concurrency += 1;
    },
  };
}
