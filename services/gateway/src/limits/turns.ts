import { AppError } from '@bucket-sync/shared/errors';

/** A concurrency limit for each key, such as a caller. Work above the limit waits in the queue of its key. */
export interface Turns {
  /** @throws AppError RATE_LIMITED when the queue of the key is full */
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
        // The slot passes to the next in the queue, and the count stays.
        if (next) next();
        else {
          turns.running -= 1;
          if (turns.running === 0) keys.delete(key);
        }
      }
    },
  };
}
