import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 25;
/** For what takes a moment, on a machine that does other things as well. */
const PATIENCE_MS = 20_000;

/**
 * Runs `check` until it no longer throws, and returns its result.
 *
 * @throws the last error of `check` once `withinMs` have passed
 */
export async function eventually<T>(
  check: () => Promise<T> | T,
  options: { withinMs: number } = { withinMs: PATIENCE_MS },
): Promise<T> {
  const deadline = performance.now() + options.withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(PAUSE_MS);
    }
  }
}
