import { constants } from 'node:os';
import { messageOf } from '@bucket-sync/shared/errors';

/** Collects what has to be stopped, in the order it was started. */
export type OnStop = (stop: () => Promise<void>) => void;

/** A Ctrl-C may reach us twice, by the terminal and by the program that started us. */
const SAME_SIGNAL_MS = 1_000;
const PARENT_CHECK_MS = 500;

/**
 * Runs this process until it is told to end, by SIGINT, SIGTERM or SIGHUP or because the program that started it
 * (RUN_BY, see scripts/run.mjs) is gone; an error that nobody caught and a start that fails end it too. Whichever it is,
 * everything that was started is stopped, last first. A second signal ends it at once: the reaper clears up.
 *
 * @param start  given where to register what it starts
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
      await stop().catch((error: Error) => say(`Not everything stopped as it should: ${error.message}`));
    }
    process.exit(exitCode);
  };

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void end('\nStopping …', 128 + constants.signals[signal]));
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => void end(`\nStopping, on an error: ${(error as Error)?.stack ?? error}`, 1));
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
