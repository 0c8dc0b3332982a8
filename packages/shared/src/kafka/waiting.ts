import { setTimeout as delay } from 'node:timers/promises';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;

/** An unknown error may pass (a deadlock, a socket): it gets this many tries. */
export const TRIES = 4;
/** A transient error is retried for this long. Every later message of the partition waits. */
export const PATIENCE_MS = 10 * 60_000;

/**
 * Waits before the next try, twice as long each time.
 *
 * @returns true when `signal` aborted the wait
 */
export async function waitAfter(tries: number, signal: AbortSignal): Promise<boolean> {
  try {
    await delay(Math.min(FIRST_DELAY_MS * 2 ** (tries - 1), LONGEST_DELAY_MS), undefined, { signal });
    return false;
  } catch {
    return true;
  }
}
