import type { RunLedger } from '../domain/ports.ts';

/** Well within the 5 seconds in which a cancelled run has to stop. */
const WATCH_MS = 1_000;

/** Aborts within a second of the run's end, when `signal` aborts, and when it is stopped. */
export function watchRun(
  ledger: Pick<RunLedger, 'isRunning'>,
  runId: string,
  signal: AbortSignal,
): { signal: AbortSignal; stop(): void } {
  const over = new AbortController();
  const timer = setInterval(() => {
    ledger.isRunning(runId).then(
      (isRunning) => isRunning || over.abort(),
      // The database is unavailable. The reads in flight continue anyway.
      () => {},
    );
  }, WATCH_MS);
  const stop = () => {
    clearInterval(timer);
    over.abort();
  };
  return { signal: AbortSignal.any([over.signal, signal]), stop };
}
