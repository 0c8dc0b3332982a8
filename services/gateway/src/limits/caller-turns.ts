import type { Caller } from '@bucket-sync/shared/auth';
import { AppError } from '@bucket-sync/shared/errors';

/** Lets each caller have a few operations in flight; the others of that caller wait, and nobody else does. */
export interface CallerTurns {
  /**
   * Runs `work` when the caller has a free place.
   *
   * @throws AppError RATE_LIMITED when too many operations of the caller wait already
   */
  run<T>(caller: Caller, work: () => Promise<T>): Promise<T>;
}

/** Checks wait a minute for AWS, and a page loads a dozen queries beside them. */
const IN_FLIGHT = 32;
const WAITING = 500;

export function createCallerTurns(options: { inFlight: number; waiting: number } | undefined = undefined): CallerTurns {
  const { inFlight, waiting } = options ?? { inFlight: IN_FLIGHT, waiting: WAITING };
  const callers = new Map<string, { running: number; queue: (() => void)[] }>();

  return {
    async run({ organizationId, subject }, work) {
      const key = JSON.stringify([organizationId, subject]);
      const turns = callers.get(key) ?? { running: 0, queue: [] };
      callers.set(key, turns);
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
          if (turns.running === 0) callers.delete(key);
        }
      }
    },
  };
}
