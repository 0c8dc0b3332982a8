export interface WorkInHand {
  /** Keeps count of `work` until it has ended. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Resolves when all that was tracked has ended, well or not. */
  settled(): Promise<void>;
}

/** What goes on though nobody waits for it any more, and what a process has to end before it lets go of the database. */
export function createWorkInHand(): WorkInHand {
  const inHand = new Set<Promise<unknown>>();
  return {
    track(work) {
      const ended: Promise<boolean> = work.then(
        () => inHand.delete(ended),
        () => inHand.delete(ended),
      );
      inHand.add(ended);
      return work;
    },
    async settled() {
      while (inHand.size > 0) await Promise.all(inHand);
    },
  };
}
