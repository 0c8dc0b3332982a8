import { nodePath } from '../processes/node-path.ts';
import { type RunningProgram, startProgram } from '../processes/start-program.ts';
import type { Reaper } from '../processes/start-reaper.ts';
import { waitUntilReady } from '../processes/wait-until-ready.ts';
import { projectRoot } from '../project-root.ts';
import { nodeFlags } from './node-flags.ts';

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
 * glibc's allocator. By default its threads have heaps of their own, and it keeps large buffers for later ones: a sync
 * service takes 30 MB more. The Dockerfile has these too.
 */
export const ALLOCATOR = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '2097152' };

/** Starts one of our own programs and waits until it is ready. */
export async function startNodeProgram(program: NodeProgram, reaper: Reaper): Promise<RunningProgram> {
  const { name, main, env, logPath, check } = program;
  const running = await startProgram(
    {
      name,
      command: nodePath,
      args: [...nodeFlags(main), main],
      env: { ...ALLOCATOR, ...env },
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
