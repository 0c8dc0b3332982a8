import type { Running } from './running.ts';

export interface Repeating extends Running {
  /** Ends the pause now, because there is work. If called during work, no pause follows that work. */
  nudge(): void;
}

/**
 * Repeats `work`: at once while it reports more, else after a pause. The pause varies by a quarter: replicas that
 * started together do not stay in step.
 *
 * @param onFailure  receives the error of `work`; the loop continues after the pause
 */
export function repeat(options: {
  work: () => Promise<{ isMore: boolean }>;
  pauseMs: number;
  onFailure: (error: unknown) => void;
}): Repeating {
  const { work, pauseMs, onFailure } = options;
  let isStopped = false;
  let isNudged = false;
  let wake = () => {};

  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pauseMs * (0.75 + 0.5 * Math.random()));
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (isNudged || isStopped) wake();
    });

  const loop = async () => {
    while (!isStopped) {
      isNudged = false;
      try {
        if ((await work()).isMore) continue;
      } catch (error) {
        onFailure(error);
        isNudged = false;
      }
      await pause();
    }
  };
  const done = loop();
  return {
    nudge() {
      isNudged = true;
      wake();
    },
    async stop() {
      isStopped = true;
      wake();
      await done;
    },
  };
}
