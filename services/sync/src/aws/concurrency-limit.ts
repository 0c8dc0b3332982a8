import pLimit, { type LimitFunction } from 'p-limit';
import type { BucketTarget } from '../domain/ports.ts';

type Connection = Pick<BucketTarget, 'organizationId' | 'connectionId'>;

/** Bounds the objects in flight: of each connection by what its bucket bears, and of all connections together. */
export interface ConcurrencyLimit {
  /** Runs `work` once the connection and the process are below their limits. */
  run<T>(of: Connection, work: () => Promise<T>): Promise<T>;
  /** While an object in flight only waits, an object of another connection may use its slot. */
  releaseSlotWhile(wait: Promise<unknown>): Promise<void>;
  /** S3 answered SlowDown. */
  backOff(of: Connection): void;
  /** A read succeeded. */
  recover(of: Connection): void;
}

/** One more object in flight after so many successful reads: at 75 ms a read it takes 35 s from 1 back to 64. */
const READS_A_STEP = 100;
/** As long as a message waits for its bucket: a limit that was idle for longer says nothing about the next run. */
const FORGET_AFTER_MS = 10 * 60_000;

interface OwnLimit {
  limit: LimitFunction;
  successes: number;
  usedAt: number;
}

/**
 * Halves a connection's limit at each SlowDown and lets it grow one by one, as TCP does. Many processes then share
 * what S3 grants, and other connections are not affected. Only connections of the last ten minutes take memory.
 *
 * @param most  in flight in this process, and of one connection. Objects that return from a wait continue at once, even
 *   above it.
 */
export function createConcurrencyLimit(most: number, now: () => number = Date.now): ConcurrencyLimit {
  const ofProcess = pLimit(most);
  const limits = new Map<string, OwnLimit>();
  const keyOf = ({ organizationId, connectionId }: Connection) => `${organizationId}/${connectionId}`;

  const deleteIdle = () => {
    for (const [key, { limit, usedAt }] of limits) {
      const isIdle = limit.activeCount + limit.pendingCount === 0;
      if (isIdle && now() - usedAt > FORGET_AFTER_MS) limits.delete(key);
    }
  };

  const limitOf = (connection: Connection): OwnLimit => {
    const key = keyOf(connection);
    let own = limits.get(key);
    if (!own) {
      deleteIdle();
      own = { limit: pLimit(most), successes: 0, usedAt: 0 };
      limits.set(key, own);
    }
    own.usedAt = now();
    return own;
  };

  return {
    run: (of, work) => limitOf(of).limit(() => ofProcess(work)),
    async releaseSlotWhile(wait) {
      ofProcess.concurrency += 1;
      try {
        await wait;
      } finally {
        ofProcess.concurrency -= 1;
      }
    },
    backOff(of) {
      const own = limitOf(of);
      own.successes = 0;
      own.limit.concurrency = Math.max(1, Math.floor(own.limit.concurrency / 2));
    },
    recover(of) {
      const own = limits.get(keyOf(of));
      if (!own || own.limit.concurrency >= most) return;
      own.successes += 1;
      if (own.successes % READS_A_STEP === 0) own.limit.concurrency += 1;
    },
  };
}

/** What the answers of S3 change in several limits of the same connection. */
export function allLimits(...limits: readonly ConcurrencyLimit[]): Pick<ConcurrencyLimit, 'backOff' | 'recover'> {
  return {
    backOff(of) {
      for (const limit of limits) limit.backOff(of);
    },
    recover(of) {
      for (const limit of limits) limit.recover(of);
    },
  };
}
