import type { Running } from './running.ts';

/**
 * Does `work` again and again: at once while it says there is more, else after a pause. The pause varies by a quarter, so
 * that replicas that started together do not keep step.
 *
 * @param onFailure  told of what `work` threw; it goes on all the same
 */
export function repeat(options: {
  work: () => Promise<{ isMore: boolean }>;
  pauseMs: number;
  onFailure: (error: unknown) => void;
}): Running {
  const { work, pauseMs, onFailure } = options;
  let isStopped = false;
  let wake = () => {};
  const loop = async () => {
    while (!isStopped) {
      try {
        if ((await work()).isMore) continue;
      } catch (error) {
        onFailure(error);
      }
      if (isStopped) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pauseMs * (0.75 + 0.5 * Math.random()));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const done = loop();
  return {
    async stop() {
      isStopped = true;
      wake();
      await done;
    },
  };
}
