import { nodePath } from '../processes/node-path.ts';
import { type RunningProgram, startProgram } from '../processes/start-program.ts';
import type { Reaper } from '../processes/start-reaper.ts';
import { waitUntilReady } from '../processes/wait-until-ready.ts';
import { projectRoot } from '../project-root.ts';

export interface NodeProgram {
  name: string;
  /** Path of the program's main.ts in the repository. */
  main: string;
  env: NodeJS.ProcessEnv;
  logPath: string;
  /** Throws until the program is ready. */
  check: () => Promise<void>;
}

const READY_WITHIN_MS = 60_000;
/**
 * A service ends by itself within 25 s (5 s of grace, 20 s to stop); a service that hangs is killed after this time.
 */
const STOP_WITHIN_MS = 30_000;

/**
 * Node's young generation has a fixed size. By default it takes up to 134 MB, shrinks while a process is idle and stays
 * small afterwards. With a fixed one a process takes 70 MB less, for the same CPU an object. The Dockerfile has these
 * flags too.
 */
const NODE_FLAGS = [
  '--min-semi-space-size=8',
  '--max-semi-space-size=8',
  // V8 collects the whole heap once it has grown by three quarters. By its own choice that is 20 % to 300 %. In assets
  // a first sync then takes a quarter more CPU, or 100 MB more memory.
  '--heap-growing-percent=75',
  // Several threads that collect the young generation wait for each other: 7 % of the CPU of an object.
  '--no-parallel-scavenge',
  // While a process is idle, V8 would collect what it has compiled: the next sync then took 1.3 times the CPU.
  '--no-memory-reducer',
];

/** Starts one of our own programs and waits until it is ready. */
export async function startNodeProgram(program: NodeProgram, reaper: Reaper): Promise<RunningProgram> {
  const { name, main, env, logPath, check } = program;
  const running = await startProgram(
    {
      name,
      command: nodePath,
      args: [...NODE_FLAGS, main],
      env,
      cwd: projectRoot,
      logPath,
      stopSignal: 'SIGTERM',
      stopWithinMs: STOP_WITHIN_MS,
    },
    reaper,
  );
  await waitUntilReady(running, logPath, check, READY_WITHIN_MS);
  return running;
}

/** @throws Error unless the status of the answer is 2xx */
export async function requireOk(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  const body = await response.text();
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${body}`);
}
