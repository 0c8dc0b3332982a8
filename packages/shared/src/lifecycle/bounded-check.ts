/** Below the 2 s within which /readyz answers. */
const LIMIT_MS = 1_500;

/**
 * Makes a check that answers within `limitMs`, even if `check` hangs.
 *
 * @param check  throws when the part does not work; never runs twice at the same time
 * @returns      false when the check failed, or has not answered in time
 */
export function boundedCheck(check: () => Promise<unknown>, limitMs: number = LIMIT_MS): () => Promise<boolean> {
  let inFlight: Promise<boolean> | undefined;
  const run = async () => {
    try {
      await check();
      return true;
    } catch {
      // The answer of a check is yes or no; the part itself logs why it fails.
      return false;
    } finally {
      inFlight = undefined;
    }
  };
  return async () => {
    inFlight ??= run();
    const late = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => late.resolve(false), limitMs);
    try {
      return await Promise.race([inFlight, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  };
}
