import { onceForEach } from '@bucket-sync/shared/cache';
import type { RunLedger } from '../domain/ports.ts';

type Ledger = Pick<RunLedger, 'isRunning'>;

/** A cancelled run reads for this long at most. Each check reads one row by its primary key. */
const CHECK_EVERY_MS = 250;

/** Made once: `abort` without a reason makes an error with a stack trace each time. */
const STOPPED = new Error('the work is done');

/** The batches and slices of one run that this process handles. They share its checks. */
interface Watch {
  watchers: Set<AbortController>;
  timer: NodeJS.Timeout;
}

const watchesOf = onceForEach((_ledger: Ledger) => new Map<string, Watch>());

/**
 * Watches whether a run has ended. The returned signal aborts within `CHECK_EVERY_MS` of the run's end, when `signal`
 * aborts, and when `stop` is called. An unavailable database does not abort it. Call `stop` when the work is done.
 */
export function watchRun(ledger: Ledger, runId: string, signal: AbortSignal): { signal: AbortSignal; stop(): void } {
  const watches = watchesOf(ledger);
  const watch = watches.get(runId) ?? begin(ledger, runId);
  watches.set(runId, watch);
  const controller = new AbortController();
  watch.watchers.add(controller);
  const stop = () => {
    controller.abort(STOPPED);
    if (!watch.watchers.delete(controller) || watch.watchers.size > 0) return;
    clearInterval(watch.timer);
    watches.delete(runId);
  };
  return { signal: AbortSignal.any([controller.signal, signal]), stop };
}

function begin(ledger: Ledger, runId: string): Watch {
  const watchers = new Set<AbortController>();
  let isChecking = false;
  const check = async () => {
    if (isChecking) return;
    isChecking = true;
    // Not those that begin during the check: a run that was held may run again.
    const asked = [...watchers];
    // While the database is unavailable, the reads in flight continue.
    const isRunning = await ledger.isRunning(runId).catch(() => true);
    isChecking = false;
    if (!isRunning) for (const controller of asked) controller.abort();
  };
  return { watchers, timer: setInterval(check, CHECK_EVERY_MS) };
}
