import { constants } from 'node:os';
import { messageOf } from '@bucket-sync/shared/errors';

/** Registers what to stop, in the order it was started. */
export type OnStop = (stop: () => Promise<void>) => void;

/** A Ctrl-C can reach us twice: from the terminal and from the program that started us. */
const SAME_SIGNAL_MS = 1_000;
const PARENT_CHECK_MS = 500;

/**
 * Runs this process until a signal (SIGINT, SIGTERM, SIGHUP), an uncaught error, a failed start, or the end of the
 * program that started it (RUN_BY in scripts/run.mjs). Everything that was started is then stopped, last first. A
 * second signal ends this process at once, and the reaper cleans up.
 *
 * @param start  receives the function that registers what to stop
 * @param say    one line for the person at the terminal
 */
export async function runUntilSignal(
  start: (onStop: OnStop) => Promise<void>,
  say: (line: string) => void,
): Promise<void> {
  const stops: (() => Promise<void>)[] = [];
  let stoppingSince: number | undefined;

  const end = async (why: string, exitCode: number) => {
    if (stoppingSince !== undefined) {
      if (Date.now() - stoppingSince < SAME_SIGNAL_MS) return;
      process.exit(exitCode);
    }
    stoppingSince = Date.now();
    say(why);
    for (const stop of stops.splice(0).reverse()) {
      await stop().catch((error: Error) => say(`Something did not stop: ${error.message}`));
    }
    process.exit(exitCode);
  };

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void end('\nStopping …', 128 + constants.signals[signal]));
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(
      event,
      (error: unknown) => void end(`\nStopping, on an error: ${error instanceof Error ? error.stack : error}`, 1),
    );
  }
  if (process.env.RUN_BY === `${process.ppid}`) {
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid === parent || stoppingSince !== undefined) return;
      void end('\nStopping: the program that started this one is gone.', 1);
    }, PARENT_CHECK_MS).unref();
  }
  try {
    await start((stop) => stops.push(stop));
  } catch (error) {
    if (stoppingSince === undefined) await end(`\n${messageOf(error)}`, 1);
  }
}
