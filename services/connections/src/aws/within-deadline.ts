/**
 * Runs one request, its retries and its body included. The SDK limits the time until the headers only, so an answer
 * that stops in its body would never end.
 *
 * @throws Error once the time has passed; `signal` then aborts the request
 */
export function withinDeadline<T>(milliseconds: number, request: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(milliseconds);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`no complete answer within ${milliseconds / 1_000} s`)));
  });
  return Promise.race([request(signal), late]);
}
