import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import type { Reaper } from './start-reaper.ts';
import { stopPid } from './stop-pid.ts';

export interface Program {
  /** As people call it: "PostgreSQL", "sync". */
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** The user it runs as; absent: our own. */
  user?: { uid: number; gid: number } | undefined;
  /** Its standard output and error are appended here. */
  logPath: string;
  stopSignal: NodeJS.Signals;
  /** How long it may take to stop before it is killed. */
  stopWithinMs: number;
}

export interface RunningProgram {
  name: string;
  pid: number;
  /** Resolves with the reason when the program ends: "exit code 1", "signal SIGKILL". */
  ended: Promise<string>;
  /** Resolves when the program has ended; a second call is harmless. */
  stop(): Promise<void>;
}

/**
 * Starts a program that ends with this process at the latest.
 *
 * The program has its own process group. Otherwise a Ctrl-C would reach all programs at once, and a service could not
 * finish its work without its database.
 *
 * @throws Error when the program cannot be started, or all programs are being stopped; `ended` reports a later end
 */
export async function startProgram(program: Program, reaper: Reaper): Promise<RunningProgram> {
  const log = openSync(program.logPath, 'a');
  const child = spawn(program.command, program.args, {
    cwd: program.cwd,
    env: program.env,
    detached: true,
    stdio: ['ignore', log, log],
    ...program.user,
  });
  closeSync(log);
  await once(child, 'spawn').catch((error: Error) => {
    throw new Error(`${program.name} could not be started: ${error.message}`, { cause: error });
  });
  const pid = child.pid!;
  try {
    reaper.watch({ name: program.name, pid, signal: program.stopSignal, withinMs: program.stopWithinMs });
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  const ended = new Promise<string>((resolve) => {
    child.on('exit', (code, signal) => {
      reaper.release(pid);
      resolve(code === null ? `signal ${signal}` : `exit code ${code}`);
    });
  });
  return {
    name: program.name,
    pid,
    ended,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      await stopPid(pid, program.stopSignal, program.stopWithinMs);
      await ended;
    },
  };
}
