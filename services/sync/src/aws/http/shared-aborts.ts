/** All requests of one signal share one listener: a listener for each request costs 5 µs. */
export function createSharedAborts() {
  const abortsOf = new WeakMap<AbortSignal, Set<(reason: Error) => void>>();
  return {
    /** @returns removes it */
    add(signal: AbortSignal, abort: (reason: Error) => void): () => void {
      let aborts = abortsOf.get(signal);
      if (!aborts) {
        const all = new Set<(reason: Error) => void>();
        signal.addEventListener('abort', () => {
          const reason = signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason));
          for (const each of all) each(reason);
        });
        abortsOf.set(signal, all);
        aborts = all;
      }
      const own = aborts;
      own.add(abort);
      return () => own.delete(abort);
    },
  };
}
