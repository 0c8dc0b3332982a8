interface UnfinishedWork {
  /** Counts `work` as unfinished until it has ended. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Resolves when all tracked work has ended, with or without an error. */
  settled(): Promise<void>;
}

/** Work that continues after its caller has left. A stopping process waits for it before it closes the database. */
export function createUnfinishedWork(): UnfinishedWork {
  const unfinished = new Set<Promise<unknown>>();
  return {
    track(work) {
      const ended: Promise<boolean> = work.then(
        () => unfinished.delete(ended),
        () => unfinished.delete(ended),
      );
      unfinished.add(ended);
      return work;
    },
    async settled() {
      while (unfinished.size > 0) await Promise.all(unfinished);
    },
  };
}
