import { setTimeout as delay } from 'node:timers/promises';

/** What can be watched: it has a process id, ends some day, and can be stopped. */
export interface Watchable {
  pid: number;
  ended: Promise<string>;
  stop(): Promise<void>;
}

export interface Supervised<Program extends Watchable> {
  /** The one that runs now; another after a restart. */
  readonly current: Program;
  stop(): Promise<void>;
}

export interface SupervisorOptions<Program extends Watchable> {
  name: string;
  /** Starts it and resolves when it is ready to work. */
  start: () => Promise<Program>;
  /** One line for the person at the terminal. */
  say: (line: string) => void;
  /** After each restart that worked. */
  onRestart: (program: Program) => void;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Starts a program, and starts it again whenever it ends by itself: at once, then with pauses that double up to 10 s
 * as long as it does not come up.
 *
 * @throws Error of the first start: what never worked is not tried again
 */
export async function supervise<Program extends Watchable>(
  options: SupervisorOptions<Program>,
): Promise<Supervised<Program>> {
  const { name, start, say, onRestart } = options;
  const stopping = new AbortController();
  let current = await start();

  const startAgain = async () => {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        current = await start();
        if (stopping.signal.aborted) return;
        say(`${name} runs again, as process ${current.pid}.`);
        return onRestart(current);
      } catch (error) {
        if (stopping.signal.aborted) return;
        say(`${name} did not start: ${(error as Error).message} Trying again in ${pauseMs / 1000} s.`);
      }
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
    }
  };
  const watch = async () => {
    while (!stopping.signal.aborted) {
      const how = await current.ended;
      if (stopping.signal.aborted) return;
      say(`${name} (process ${current.pid}) ended by itself (${how}); starting it again.`);
      await startAgain();
    }
  };
  const watching = watch();

  return {
    get current() {
      return current;
    },
    async stop() {
      stopping.abort();
      await current.stop();
      await watching;
      // A restart may have been under way, and finished after the line above.
      await current.stop();
    },
  };
}
