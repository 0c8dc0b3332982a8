import type { RunSnapshot } from '@bucket-sync/shared/contracts';

/** Passes every snapshot from Kafka to the subscribers of its run or its organization. */
export interface ProgressFeed {
  publish(snapshot: RunSnapshot): void;
  watch(filter: (snapshot: RunSnapshot) => boolean): Watch;
}

/**
 * A slow reader gets only the latest snapshot of each run. A snapshot is complete, so skipped ones lose nothing, and
 * memory stays bounded.
 */
export interface Watch {
  /** The next snapshot; null after `withinMs` without one, and once the watch is closed. */
  next(withinMs?: number): Promise<RunSnapshot | null>;
  readonly isClosed: boolean;
  close(): void;
}

export function createProgressFeed(): ProgressFeed {
  const watches = new Set<(snapshot: RunSnapshot) => void>();
  return {
    publish(snapshot) {
      for (const offer of watches) offer(snapshot);
    },
    watch(filter) {
      const latest = new Map<string, RunSnapshot>();
      let arrived: () => void = () => {};
      const offer = (snapshot: RunSnapshot) => {
        if (!filter(snapshot)) return;
        const held = latest.get(snapshot.runId);
        if (held && held.progress.sequence > snapshot.progress.sequence) return;
        latest.set(snapshot.runId, snapshot);
        arrived();
      };
      watches.add(offer);
      let isClosed = false;
      return {
        async next(withinMs) {
          if (latest.size === 0 && !isClosed) await arrival(withinMs);
          const [first] = latest.values();
          if (!first || isClosed) return null;
          latest.delete(first.runId);
          return first;
        },
        get isClosed() {
          return isClosed;
        },
        close() {
          isClosed = true;
          watches.delete(offer);
          arrived();
        },
      };

      function arrival(withinMs?: number): Promise<void> {
        return new Promise((resolve) => {
          const timer = withinMs === undefined ? undefined : setTimeout(resolve, withinMs);
          arrived = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
  };
}
