import type { RunSnapshot } from '@bucket-sync/shared/contracts';
import { AppError } from '@bucket-sync/shared/errors';
import type { ProgressFeed, Watch } from '../domain/progress-feed.ts';
import { hasEnded } from '../domain/run-state.ts';

/**
 * One run: its state now, then every change until it has ended. Who watches first and reads then misses nothing; a
 * snapshot that is not newer than the last one is left out, so the sequence only grows.
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
      const next = (await watch.next(LOOK_AGAIN_MS)) ?? (await current());
      if (!next || next.progress.sequence <= last.progress.sequence) continue;
      yield next;
      last = next;
    }
  }
  return closing(snapshots(first), watch);
}

/** A consumer that joins its group again may miss what was sent meanwhile, even the end: PostgreSQL knows. */
const LOOK_AGAIN_MS = 15_000;

/** Every run of the caller's organization: those under way now, then every change, for as long as somebody watches. */
export async function watchOrganization(
  feed: ProgressFeed,
  caller: { organizationId: string },
  underWay: () => Promise<RunSnapshot[]>,
): Promise<AsyncIterableIterator<RunSnapshot>> {
  const watch = feed.watch((snapshot) => snapshot.organizationId === caller.organizationId);
  const first = await orClose(watch, underWay());
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

/** Closes the watch when the subscriber leaves, which ends a wait inside the generator, and when it ends by itself. */
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
