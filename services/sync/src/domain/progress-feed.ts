import type { RunSnapshot } from '@bucket-sync/shared/contracts';

/** Hands every snapshot that comes from Kafka to those who watch its run or its organization. */
export interface ProgressFeed {
  publish(snapshot: RunSnapshot): void;
  watch(wants: (snapshot: RunSnapshot) => boolean): Watch;
}

/** A slow reader keeps one snapshot a run, the latest: what it missed is in that one, and memory stays flat. */
export interface Watch {
  /** The next snapshot, when there is one. */
  next(): Promise<RunSnapshot>;
  close(): void;
}

export function createProgressFeed(): ProgressFeed {
  const watches = new Set<(snapshot: RunSnapshot) => void>();
  return {
    publish(snapshot) {
      for (const offer of watches) offer(snapshot);
    },
    watch(wants) {
      const latest = new Map<string, RunSnapshot>();
      let arrived: () => void = () => {};
      const offer = (snapshot: RunSnapshot) => {
        if (!wants(snapshot)) return;
        const held = latest.get(snapshot.runId);
        if (held && held.progress.sequence > snapshot.progress.sequence) return;
        latest.set(snapshot.runId, snapshot);
        arrived();
      };
      watches.add(offer);
      return {
        async next() {
          while (latest.size === 0) {
            await new Promise<void>((resolve) => {
              arrived = resolve;
            });
          }
          const [runId, snapshot] = latest.entries().next().value!;
          latest.delete(runId);
          return snapshot;
        },
        close: () => void watches.delete(offer),
      };
    },
  };
}
