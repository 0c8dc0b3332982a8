import { constants } from 'node:os';
import { AppError } from '../errors/index.ts';
import { createLogger, type Logger } from '../log/index.ts';
import type { Running } from './running.ts';

/**
 * A service's whole main program: reads its settings, starts it and runs until a signal. Bad settings end the process
 * with exit code 2 and one text that names them all.
 */
export async function runService<Config extends { logLevel: string; shutdownGraceSeconds?: number }>(
  name: string,
  readConfig: (env: NodeJS.ProcessEnv) => Config,
  start: (config: Config, log: Logger) => Promise<Running>,
): Promise<void> {
  const config = readOrExit(readConfig);
  const log = createLogger({ service: name, level: config.logLevel });
  const stopWithinMs = STOP_DEADLINE_MS + (config.shutdownGraceSeconds ?? 0) * 1_000;
  await runUntilSignal(log, stopWithinMs, () => start(config, log));
}

function readOrExit<Config>(readConfig: (env: NodeJS.ProcessEnv) => Config): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}

/** How long a process may take to stop after a signal: enough for a Kafka batch, a page and a database transaction. */
const STOP_DEADLINE_MS = 20_000;

/**
 * Runs a process until SIGTERM or SIGINT, then stops it; a second signal, or 20 s, ends it at once. An uncaught error
 * ends it too. The next process repeats unfinished work from PostgreSQL and Kafka.
 */
async function runUntilSignal(log: Logger, stopWithinMs: number, start: () => Promise<Running>): Promise<void> {
  let running: Running | undefined;
  let stopping = false;
  const end = async (exitCode: number) => {
    if (stopping) process.exit(exitCode || 1);
    stopping = true;
    setTimeout(() => {
      log.error({ deadlineMs: stopWithinMs }, 'process did not stop in time');
      process.exit(exitCode || 1);
    }, stopWithinMs).unref();
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
      log.fatal({ error, event }, 'process ends on an uncaught error');
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
