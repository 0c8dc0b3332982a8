import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import type { Reaper } from './start-reaper.ts';
import { stopPid } from './stop-pid.ts';

export interface Program {
  /** As a person knows it: "PostgreSQL", "sync". */
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Whom it runs as; absent: as ourselves. */
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
  /** Resolves when it has ended, with how ("exit code 1", "signal SIGKILL"). */
  ended: Promise<string>;
  /** Resolves once it has ended; may be called again. */
  stop(): Promise<void>;
}

/**
 * Starts a program that ends with this process at the latest.
 *
 * It gets a process group of its own: a Ctrl-C would else reach all at once, and a service could not finish its work
 * because its database had left before it.
 *
 * @throws Error when it cannot be started at all, or everything is being stopped already; one that ends at once is seen by `ended`
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
