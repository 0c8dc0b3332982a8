import pLimit, { type LimitFunction } from 'p-limit';
import type { BucketTarget } from '../domain/ports.ts';

type Connection = Pick<BucketTarget, 'organizationId' | 'connectionId'>;

/** Bounds the objects in flight: for each connection by what its bucket can serve, and for all connections together. */
export interface ConcurrencyLimit {
  /** Runs `work` once the connection and the process are below their limits. */
  run<T>(of: Connection, work: () => Promise<T>): Promise<T>;
  /** Releases the object's slot while it waits, so an object of another connection can use it. */
  releaseSlotWhile(wait: Promise<unknown>): Promise<void>;
  /** S3 answered SlowDown. */
  backOff(of: Connection): void;
  /** A read succeeded. */
  recover(of: Connection): void;
}

/** The limit grows by one after this many successful reads. At 75 ms a read it grows from 1 to 64 in 35 s. */
const READS_A_STEP = 100;
/** The longest time that a message waits for its bucket. A limit that was idle for longer is stale. */
const FORGET_AFTER_MS = 10 * 60_000;

interface OwnLimit {
  limit: LimitFunction;
  successes: number;
  usedAt: number;
}

/**
 * Halves a connection's limit at each SlowDown and raises it one by one, as TCP does. Processes that read the same
 * bucket then share its request rate; other connections are not affected. A limit is dropped after ten idle minutes.
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

/** Forwards S3's answers to several limits of the same connection. */
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
