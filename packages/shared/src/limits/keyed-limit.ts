import { AppError } from '../errors/index.ts';

/** A concurrency limit for each key, such as a caller. Work above the limit waits in the queue of its key. */
export interface KeyedLimit {
  /** @throws AppError RATE_LIMITED when the queue of the key is full */
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
}

export function createKeyedLimit({ inFlight, waiting }: { inFlight: number; waiting: number }): KeyedLimit {
  const keys = new Map<string, { running: number; queue: (() => void)[] }>();

  return {
    async run(key, work) {
      const ofKey = keys.get(key) ?? { running: 0, queue: [] };
      keys.set(key, ofKey);
      if (ofKey.running < inFlight) ofKey.running += 1;
      else if (ofKey.queue.length >= waiting) throw new AppError('RATE_LIMITED', { retryAfterSeconds: 1 });
      else await new Promise<void>((resolve) => ofKey.queue.push(resolve));
      try {
        return await work();
      } finally {
        const next = ofKey.queue.shift();
        // The slot passes to the next in the queue, and the count stays.
        if (next) next();
        else {
          ofKey.running -= 1;
          if (ofKey.running === 0) keys.delete(key);
        }
      }
    },
  };
}
