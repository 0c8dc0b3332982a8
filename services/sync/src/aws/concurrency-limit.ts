import { perConnection } from '../domain/per-connection.ts';
import type { BucketTarget } from '../domain/ports.ts';
import { type AdaptiveLimit, createAdaptiveLimit, type LimitBounds, type SucceededRead } from './adaptive-limit.ts';

type Connection = Pick<BucketTarget, 'organizationId' | 'connectionId'>;

/** Bounds the objects in flight: for each connection by what its bucket can serve, and for all connections together. */
export interface ConcurrencyLimit {
  /**
   * Starts `work` for each item, in their order, while the connection and the process are below their limits. `work`
   * calls `leave` once, when its slot is free again. Resolves when all have left.
   */
  runEach<T>(of: Connection, items: readonly T[], work: (item: T, leave: () => void) => void): Promise<void>;
  /** Releases the object's slot while it waits, so an object of another connection can use it. */
  releaseSlotWhile(wait: Promise<unknown>): Promise<void>;
  /** S3 answered SlowDown. */
  backOff(of: Connection): void;
  /** A read succeeded. */
  recover(of: Connection, read: SucceededRead): void;
}

export interface ConcurrencyBounds {
  /** Of one connection. */
  connection: LimitBounds;
  /** Of all connections in this process. */
  process: number;
}

interface Lane {
  limit: AdaptiveLimit;
  active: number;
  /** One entry for many items: thousands may wait, and a closure for each would outlive V8's young generation. */
  waiting: Waiting[];
}

interface Waiting {
  left: number;
  startNext(): void;
}

/**
 * Gives each connection a limit that follows its bucket. Processes that read the same bucket then share its request
 * rate. A free slot goes to the connection with the fewest objects in flight, so a slow bucket holds up no other. A
 * limit is forgotten after ten idle minutes.
 *
 * Objects that return from a wait continue at once, even above the limit.
 */
export function createConcurrencyLimit(bounds: ConcurrencyBounds, now: () => number = Date.now): ConcurrencyLimit {
  const lanes = perConnection<Lane>({
    make: () => ({ limit: createAdaptiveLimit(bounds.connection, now), active: 0, waiting: [] }),
    isInUse: (lane) => lane.active + lane.waiting.length > 0,
    now,
  });
  let active = 0;
  let most = bounds.process;

  const nextLane = (): Lane | undefined => {
    let next: Lane | undefined;
    for (const lane of lanes.values()) {
      if (lane.waiting.length === 0 || lane.active >= lane.limit.value) continue;
      if (!next || lane.active < next.active) next = lane;
    }
    return next;
  };

  let isStarting = false;
  /** What leaves while it starts is not started within: thousands may, when a round is aborted. */
  const startNext = () => {
    if (isStarting) return;
    isStarting = true;
    try {
      while (active < most) {
        const lane = nextLane();
        if (!lane) return;
        active += 1;
        lane.active += 1;
        const first = lane.waiting[0]!;
        first.left -= 1;
        if (first.left === 0) lane.waiting.shift();
        first.startNext();
      }
    } finally {
      isStarting = false;
    }
  };

  return {
    runEach(of, items, work) {
      if (items.length === 0) return Promise.resolve();
      const lane = lanes.of(of);
      const { promise, resolve } = Promise.withResolvers<void>();
      let started = 0;
      let ended = 0;
      const leave = () => {
        active -= 1;
        lane.active -= 1;
        startNext();
        ended += 1;
        if (ended === items.length) resolve();
      };
      lane.waiting.push({
        left: items.length,
        startNext() {
          const item = items[started]!;
          started += 1;
          work(item, leave);
        },
      });
      startNext();
      return promise;
    },
    async releaseSlotWhile(wait) {
      most += 1;
      startNext();
      try {
        await wait;
      } finally {
        most -= 1;
      }
    },
    backOff: (of) => lanes.of(of).limit.slowedDown(),
    recover(of, read) {
      const lane = lanes.of(of);
      lane.limit.succeeded(read, lane.waiting.length > 0);
    },
  };
}

/** Forwards S3's answers to several limits of the same connection. */
export function allLimits(...limits: readonly ConcurrencyLimit[]): Pick<ConcurrencyLimit, 'backOff' | 'recover'> {
  return {
    backOff(of) {
      for (const limit of limits) limit.backOff(of);
    },
    recover(of, read) {
      for (const limit of limits) limit.recover(of, read);
    },
  };
}
