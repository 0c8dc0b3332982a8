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
export async function watchRun(
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
      const next = (await watch.next(READ_AGAIN_MS)) ?? (await current());
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

/** Streams every run of the caller's organization: the open runs, then every change, until the subscriber leaves. */
export async function watchOrganization(
  feed: ProgressFeed,
  caller: { organizationId: string },
  openRuns: () => Promise<RunSnapshot[]>,
): Promise<AsyncIterableIterator<RunSnapshot>> {
  const watch = feed.watch((snapshot) => snapshot.organizationId === caller.organizationId);
  const first = await orClose(watch, openRuns());
  async function* snapshots() {
    yield* first;
    while (!watch.isClosed) {
      const next = await watch.next();
      if (next) yield next;
    }
  }
  return closing(snapshots(), watch);
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
