import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunningProgram } from './start-program.ts';

const BETWEEN_TRIES_MS = 50;
const LOG_LINES_SHOWN = 15;

/**
 * Repeats `check`, which asks the program itself, until it passes. A program that does not become ready is stopped.
 *
 * @throws Error with the program's name and the end of its log, when it ends or is not ready within `withinMs`
 */
export async function waitUntilReady(
  program: RunningProgram,
  logPath: string,
  check: () => Promise<void>,
  withinMs: number,
): Promise<void> {
  const endedEarly = program.ended.then((how) => {
    throw new Error(`${program.name} ended while starting (${how}).${endOfLog(logPath)}`);
  });
  const passed = waitForPass(program.name, check, withinMs).catch((error: Error) => {
    throw new Error(`${error.message}${endOfLog(logPath)}`, { cause: error });
  });
  try {
    await Promise.race([passed, endedEarly]);
  } catch (error) {
    await program.stop();
    throw error;
  } finally {
    // The loser of the race may still reject; that is no unhandled error.
    for (const promise of [passed, endedEarly]) promise.catch(() => {});
  }
}

/** Repeats `check` for something that is not our process. */
export async function waitForPass(name: string, check: () => Promise<void>, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`${name} is not ready after ${withinMs / 1000} s.`, { cause: error });
    }
    await delay(BETWEEN_TRIES_MS);
  }
}

function endOfLog(path: string): string {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(-LOG_LINES_SHOWN);
  return ` The end of ${path}:\n  ${lines.join('\n  ')}`;
}
