import { AppError } from '@bucket-sync/shared/errors';

/** Lets each key, such as a caller, have a few pieces of work in flight; more of the same key wait for these. */
export interface Turns {
  /** @throws AppError RATE_LIMITED when too many of the key wait already */
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
}

export function createTurns({ inFlight, waiting }: { inFlight: number; waiting: number }): Turns {
  const keys = new Map<string, { running: number; queue: (() => void)[] }>();

  return {
    async run(key, work) {
      const turns = keys.get(key) ?? { running: 0, queue: [] };
      keys.set(key, turns);
      if (turns.running < inFlight) turns.running += 1;
      else if (turns.queue.length >= waiting) throw new AppError('RATE_LIMITED', { retryAfterSeconds: 1 });
      else await new Promise<void>((resolve) => turns.queue.push(resolve));
      try {
        return await work();
      } finally {
        const next = turns.queue.shift();
        // The place passes on to the next one, so the count stays.
        if (next) next();
        else {
          turns.running -= 1;
          if (turns.running === 0) keys.delete(key);
        }
      }
    },
  };
}
