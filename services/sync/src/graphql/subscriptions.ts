import type { RunSnapshot } from '@bucket-sync/shared/contracts';
import { AppError } from '@bucket-sync/shared/errors';
import type { ProgressFeed, Watch } from '../domain/progress-feed.ts';
import { hasEnded } from '../domain/run.ts';

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
    let last = now;
    while (!hasEnded(last.state)) {
      const next = await watch.next();
      if (next.progress.sequence <= last.progress.sequence) continue;
      yield next;
      last = next;
    }
  }
  return closing(snapshots(first), watch.close);
}

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
    for (;;) yield await watch.next();
  }
  return closing(snapshots(), watch.close);
}

async function orClose<T>(watch: Watch, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    watch.close();
    throw error;
  }
}

/**
 * Lets go at once when the subscriber leaves: a generator that waits inside `next` would only hear of `return` after
 * the next snapshot, which may never come.
 */
function closing<T>(source: AsyncGenerator<T>, close: () => void): AsyncIterableIterator<T> {
  let leave: () => void = () => {};
  const left = new Promise<IteratorResult<T>>((resolve) => {
    leave = () => resolve({ done: true, value: undefined });
  });
  return {
    async next() {
      const result = await Promise.race([source.next(), left]).catch((error) => {
        close();
        throw error;
      });
      if (result.done) close();
      return result;
    },
    async return() {
      close();
      leave();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
