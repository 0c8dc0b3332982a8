import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '@bucket-sync/shared/errors';

/** A running program that a supervisor can watch. */
export interface Watchable {
  pid: number;
  ended: Promise<string>;
  stop(): Promise<void>;
}

export interface Supervised<Program extends Watchable> {
  /** The program that runs now; a restart replaces it. */
  readonly current: Program;
  stop(): Promise<void>;
}

export interface SupervisorOptions<Program extends Watchable> {
  name: string;
  /** Starts the program and resolves when it is ready. */
  start: () => Promise<Program>;
  /** One line for the person at the terminal. */
  say: (line: string) => void;
  /** Called after each successful restart. */
  onRestart: (program: Program) => void;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** A program that ends this soon after it was ready is restarted after a pause, to spare the machine. */
const SHORT_LIFE_MS = 5_000;

/**
 * Starts a program and restarts it whenever it ends by itself. The first restart is immediate. While the program does
 * not become ready, or ends soon again, the pauses double up to 10 s.
 *
 * @throws Error of the first start, which is not repeated
 */
export async function supervise<Program extends Watchable>(
  options: SupervisorOptions<Program>,
): Promise<Supervised<Program>> {
  const { name, start, say, onRestart } = options;
  const stopping = new AbortController();
  let current = await start();
  let readySince = Date.now();
  let pauseMs = 0;

  const pause = () => delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
  const lengthenPause = () => {
    pauseMs = Math.min(Math.max(pauseMs * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
  };
  const startAgain = async () => {
    while (!stopping.signal.aborted) {
      try {
        current = await start();
        readySince = Date.now();
        if (stopping.signal.aborted) return;
        say(`${name} is running again, as process ${current.pid}.`);
        return onRestart(current);
      } catch (error) {
        if (stopping.signal.aborted) return;
        lengthenPause();
        say(`${name} did not start: ${messageOf(error)} Trying again in ${pauseMs / 1000} s.`);
        await pause();
      }
    }
  };
  const watch = async () => {
    while (!stopping.signal.aborted) {
      const how = await current.ended;
      if (stopping.signal.aborted) return;
      say(`${name} (process ${current.pid}) ended by itself (${how}); starting it again.`);
      if (Date.now() - readySince < SHORT_LIFE_MS) lengthenPause();
      else pauseMs = 0;
      await pause();
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
      // A restart may have finished after the first stop.
      await current.stop();
    },
  };
}
