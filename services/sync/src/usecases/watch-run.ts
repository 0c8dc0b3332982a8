import { onceForEach } from '@bucket-sync/shared/cache';
import type { RunLedger } from '../domain/ports.ts';

type Ledger = Pick<RunLedger, 'isRunning'>;

/** A cancelled run reads for this long at most. A look takes one row by its primary key. */
const LOOK_EVERY_MS = 250;

/** Made once: `abort` without a reason makes an error with a stack trace each time. */
const STOPPED = new Error('the work is done');

/** The batches and slices of one run that are in hand. They share its looks. */
interface Watch {
  watchers: Set<AbortController>;
  timer: NodeJS.Timeout;
}

const watchesOf = onceForEach((_ledger: Ledger) => new Map<string, Watch>());

/** Aborts within a moment of the run's end, when `signal` aborts, and when it is stopped. */
export function watchRun(ledger: Ledger, runId: string, signal: AbortSignal): { signal: AbortSignal; stop(): void } {
  const watches = watchesOf(ledger);
  const watch = watches.get(runId) ?? begin(ledger, runId);
  watches.set(runId, watch);
  const over = new AbortController();
  watch.watchers.add(over);
  const stop = () => {
    over.abort(STOPPED);
    if (!watch.watchers.delete(over) || watch.watchers.size > 0) return;
    clearInterval(watch.timer);
    watches.delete(runId);
  };
  return { signal: AbortSignal.any([over.signal, signal]), stop };
}

function begin(ledger: Ledger, runId: string): Watch {
  const watchers = new Set<AbortController>();
  let isLooking = false;
  const look = async () => {
    if (isLooking) return;
    isLooking = true;
    // Not those that begin during the look: a run that was held may run again.
    const asked = [...watchers];
    // While the database is unavailable, the reads in flight continue.
    const isRunning = await ledger.isRunning(runId).catch(() => true);
    isLooking = false;
    if (!isRunning) for (const over of asked) over.abort();
  };
  return { watchers, timer: setInterval(look, LOOK_EVERY_MS) };
}
