/** Writes frames to one client at the speed at which the client reads. */
export interface PacedWriter {
  /** @param key  while the client lags, a later frame of the same key replaces an earlier one */
  write(key: string, frame: string): void;
  /** The client has read enough for more to be sent. */
  resume(): void;
  /** Resolves when no frame waits. */
  flushed(): Promise<void>;
}

/**
 * Frames that may wait for one client: 256 states of each of a few subscriptions, about 1 MB. Beyond it the oldest
 * frame is dropped, and the client's next event of that key brings it up to date.
 */
const MAX_WAITING = 1_000;

/** @param send  hands a frame to the connection; false: its buffer is full, and `resume` will be called */
export function createPacedWriter(send: (frame: string) => boolean): PacedWriter {
  const waiting = new Map<string, string>();
  let isFull = false;
  const whenFlushed: (() => void)[] = [];
  return {
    write(key, frame) {
      if (!isFull) {
        isFull = !send(frame);
        return;
      }
      const [oldest] = waiting.keys();
      if (waiting.size >= MAX_WAITING && !waiting.has(key) && oldest !== undefined) waiting.delete(oldest);
      waiting.set(key, frame);
    },
    resume() {
      isFull = false;
      for (const [key, frame] of waiting) {
        waiting.delete(key);
        isFull = !send(frame);
        if (isFull) return;
      }
      for (const resolve of whenFlushed.splice(0)) resolve();
    },
    flushed() {
      if (waiting.size === 0) return Promise.resolve();
      return new Promise((resolve) => {
        whenFlushed.push(resolve);
      });
    },
  };
}
