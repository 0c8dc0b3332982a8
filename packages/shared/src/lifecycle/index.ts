import { constants } from 'node:os';
import type { Logger } from '../log/index.ts';

export interface Running {
  /** Lets work in hand finish, then lets go of everything. */
  stop(): Promise<void>;
}

/** Collects what was opened, to be released in reverse order. */
export interface Releasers extends Running {
  add(name: string, release: () => Promise<unknown> | unknown): void;
}

/**
 * Opens things one after another; when one fails to open, those before it are released again.
 *
 * @param open  calls `add` after each thing it opened
 * @returns     what `open` answers, and how to stop it all
 */
export async function openInOrder<T extends object>(
  log: Logger,
  open: (releasers: Releasers) => Promise<T>,
): Promise<T & Running> {
  const releasers = createReleasers(log);
  try {
    return { ...(await open(releasers)), stop: releasers.stop };
  } catch (error) {
    await releasers.stop();
    throw error;
  }
}

function createReleasers(log: Logger): Releasers {
  const opened: { name: string; release: () => Promise<unknown> | unknown }[] = [];
  return {
    add: (name, release) => opened.push({ name, release }),
    async stop() {
      for (const { name, release } of opened.splice(0).reverse()) {
        try {
          await release();
        } catch (error) {
          log.error({ error, part: name }, 'part could not be released');
        }
      }
    },
  };
}

/** How long a process may take to let go after a signal: a Kafka batch, a page and a database transaction fit in it. */
const STOP_DEADLINE_MS = 20_000;

/**
 * Runs a process until SIGTERM or SIGINT, then stops it; a second signal, or 20 s, ends it at once. An error that
 * nobody caught ends it too: what is half done is done again from PostgreSQL and Kafka by the next process.
 */
export async function runUntilSignal(log: Logger, start: () => Promise<Running>): Promise<void> {
  let running: Running | undefined;
  let stopping = false;
  const end = async (exitCode: number) => {
    if (stopping) process.exit(exitCode || 1);
    stopping = true;
    setTimeout(() => {
      log.error({ deadlineMs: STOP_DEADLINE_MS }, 'process did not stop in time');
      process.exit(exitCode || 1);
    }, STOP_DEADLINE_MS).unref();
    await running?.stop();
    process.exit(exitCode);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      log.info({ signal }, 'process stops');
      void end(stopping ? 128 + constants.signals[signal] : 0);
    });
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ error, event }, 'process ends on an error that nobody caught');
      void end(1);
    });
  }
  try {
    running = await start();
  } catch (error) {
    log.fatal({ error }, 'process could not start');
    process.exit(1);
  }
}
