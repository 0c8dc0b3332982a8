/** Node fires a longer timer, above 24.8 days, at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Calls `act` at a time that may be months away. The timer does not keep the process alive.
 *
 * @returns a function that cancels the call
 */
export function atTime(time: Date, act: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = () => {
    const leftMs = time.getTime() - Date.now();
    timer = leftMs > LONGEST_TIMEOUT_MS ? setTimeout(wait, LONGEST_TIMEOUT_MS) : setTimeout(act, Math.max(0, leftMs));
    timer.unref();
  };
  wait();
  return () => clearTimeout(timer);
}
