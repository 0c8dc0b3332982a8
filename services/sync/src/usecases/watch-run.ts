import { onceForEach } from '@bucket-sync/shared/cache';
import type { RunLedger } from '../domain/ports.ts';

type Ledger = Pick<RunLedger, 'isRunning'>;

/** A cancelled run reads for this long at most. A look takes one row by its primary key. */
const LOOK_EVERY_MS = 250;

/** What all batches and slices of one run share. */
interface Watch {
  over: AbortController;
  watchers: number;
  /** How many watchers there have been. */
  joined: number;
  timer: NodeJS.Timeout;
}

const watchesOf = onceForEach((_ledger: Ledger) => new Map<string, Watch>());

/** Aborts within a moment of the run's end, when `signal` aborts, and when it is stopped. */
export function watchRun(ledger: Ledger, runId: string, signal: AbortSignal): { signal: AbortSignal; stop(): void } {
  const watches = watchesOf(ledger);
  const watch = watches.get(runId) ?? begin(ledger, runId);
  watch.watchers += 1;
  watch.joined += 1;
  const stopped = new AbortController();
  const stop = () => {
    if (stopped.signal.aborted) return;
    stopped.abort();
    watch.watchers -= 1;
    if (watch.watchers === 0) end(watches, runId, watch);
  };
  return { signal: AbortSignal.any([stopped.signal, watch.over.signal, signal]), stop };
}

function begin(ledger: Ledger, runId: string): Watch {
  const watches = watchesOf(ledger);
  let isLooking = false;
  const look = async () => {
    if (isLooking) return;
    isLooking = true;
    const { joined } = watch;
    // While the database is unavailable, the reads in flight continue.
    const isRunning = await ledger.isRunning(runId).catch(() => true);
    isLooking = false;
    // A run that was held may run again. What began after the look has another answer.
    if (isRunning || watch.joined > joined) return;
    end(watches, runId, watch);
    watch.over.abort();
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  const watch: Watch = { over: new AbortController(), watchers: 0, joined: 0, timer };
  watches.set(runId, watch);
  return watch;
}

function end(watches: Map<string, Watch>, runId: string, watch: Watch): void {
  clearInterval(watch.timer);
  if (watches.get(runId) === watch) watches.delete(runId);
}
