import type { RunSnapshot } from '@bucket-sync/shared/contracts';
import { AppError } from '@bucket-sync/shared/errors';
import type { ProgressFeed, Watch } from '../domain/progress-feed.ts';
import { hasEnded } from '../domain/run/run-state.ts';

/**
 * Streams one run: its current state, then every change until it has ended. The watch begins before the state is read,
 * so no change is missed. A snapshot with a sequence number that is not greater than the last one is dropped.
 *
 * @throws AppError NOT_FOUND, before anything is streamed
 */
export async function streamRun(
  feed: ProgressFeed,
  caller: { organizationId: string },
  runId: string,
  current: () => Promise<RunSnapshot | null>,
): Promise<AsyncIterableIterator<RunSnapshot>> {
  const watch = feed.watch((snapshot) => snapshot.runId === runId && snapshot.organizationId === caller.organizationId);
  const first = await orClose(watch, current());
  if (!first) {
    watch.close();
    throw new AppError('NOT_FOUND', { what: 'run' });
  }
  async function* snapshots(now: RunSnapshot) {
    yield now;
    for (let last = now; !hasEnded(last.state) && !watch.isClosed; ) {
      const next = (await watch.next(READ_AGAIN_MS)) ?? (await current().catch(laterAgain));
      if (!next || next.progress.sequence <= last.progress.sequence) continue;
      yield next;
      last = next;
    }
  }
  return closing(snapshots(first), watch);
}

/**
 * A consumer that rejoins its group may miss messages, even the run's last one. So the state is read from PostgreSQL.
 */
const READ_AGAIN_MS = 15_000;

/** PostgreSQL fails for a while: the stream goes on with what Kafka delivers, until the next reading. */
const laterAgain = () => null;

/**
 * Streams every run of the caller's organization: first the recent runs, then every change, until the subscriber
 * leaves. While a run is open, the runs are read again every 15 seconds. No run ever goes back to an earlier state.
 *
 * @param runs  `recent` returns the open runs and those that ended a short time ago. A subscriber may have read the
 *   state of a run before its end, and have subscribed after it: no later change would report the end.
 */
export async function streamRuns(
  feed: ProgressFeed,
  caller: { organizationId: string },
  runs: { recent(): Promise<RunSnapshot[]>; find(runId: string): Promise<RunSnapshot | null> },
): Promise<AsyncIterableIterator<RunSnapshot>> {
  const watch = feed.watch((snapshot) => snapshot.organizationId === caller.organizationId);
  const first = await orClose(watch, runs.recent());
  const { isNew, openOnes } = createSentRuns();
  async function readAgain(): Promise<RunSnapshot[]> {
    const recent = await runs.recent().catch(laterAgain);
    if (!recent) return [];
    const others = openOnes().filter((runId) => !recent.some((run) => run.runId === runId));
    const ended = await Promise.all(others.map((runId) => runs.find(runId).catch(laterAgain)));
    return [...recent, ...ended.filter((run) => run !== null)];
  }
  async function* snapshots() {
    yield* first.filter(isNew);
    for (let readAt = Date.now(); !watch.isClosed; ) {
      const untilReading = Math.max(0, readAt + READ_AGAIN_MS - Date.now());
      const next = await watch.next(openOnes().length > 0 ? untilReading : undefined);
      if (next && isNew(next)) yield next;
      if (openOnes().length === 0 || Date.now() < readAt + READ_AGAIN_MS) continue;
      readAt = Date.now();
      yield* (await readAgain()).filter(isNew);
    }
  }
  return closing(snapshots(), watch);
}

/** A stream may stay open for weeks. An ended run is reported again only by a message that Kafka sends twice. */
const ENDED_RUNS_KNOWN = 1_000;

/** What a stream has sent of each run: the sequence number of its last snapshot. */
function createSentRuns() {
  const open = new Map<string, number>();
  const ended = new Map<string, number>();
  return {
    openOnes: () => [...open.keys()],
    /** Remembers the snapshot, unless it is no later than the last one of its run. */
    isNew({ runId, state, progress: { sequence } }: RunSnapshot): boolean {
      if (sequence <= (open.get(runId) ?? ended.get(runId) ?? -1)) return false;
      if (!hasEnded(state)) {
        open.set(runId, sequence);
        return true;
      }
      open.delete(runId);
      ended.set(runId, sequence);
      const [oldest] = ended.keys();
      if (ended.size > ENDED_RUNS_KNOWN && oldest !== undefined) ended.delete(oldest);
      return true;
    },
  };
}

async function orClose<T>(watch: Watch, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    watch.close();
    throw error;
  }
}

/** Closes the watch when the stream ends or the subscriber leaves. This also ends a pending wait in the generator. */
function closing<T>(source: AsyncGenerator<T>, watch: Watch): AsyncIterableIterator<T> {
  const end = (): IteratorResult<T> => {
    watch.close();
    return { done: true, value: undefined };
  };
  return {
    async next() {
      try {
        const result = await source.next();
        return result.done ? end() : result;
      } catch (error) {
        watch.close();
        throw error;
      }
    },
    return: async () => end(),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
