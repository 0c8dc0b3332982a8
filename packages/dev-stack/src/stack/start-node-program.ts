import { nodePath } from '../processes/node-path.ts';
import { type RunningProgram, startProgram } from '../processes/start-program.ts';
import type { Reaper } from '../processes/start-reaper.ts';
import { waitUntilReady } from '../processes/wait-until-ready.ts';
import { projectRoot } from '../project-root.ts';

export interface NodeProgram {
  name: string;
  /** Path of its main.ts in the repository. */
  main: string;
  env: NodeJS.ProcessEnv;
  logPath: string;
  /** Fails until it can work. */
  check: () => Promise<void>;
}

const READY_WITHIN_MS = 60_000;
/** A service ends itself after 25 s at the latest (5 s of grace, 20 s to stop); this is for one that hangs. */
const STOP_WITHIN_MS = 30_000;

/** Starts one of our own programs and waits until it says that it is ready. */
export async function startNodeProgram(program: NodeProgram, reaper: Reaper): Promise<RunningProgram> {
  const { name, main, env, logPath, check } = program;
  const running = await startProgram(
    {
      name,
      command: nodePath,
      // KafkaJS 2.2.4 sets timers that lie in the past, which is harmless, and of which Node 24 warns each time.
      args: ['--disable-warning=TimeoutNegativeWarning', main],
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

/** @throws Error unless the answer is 200 or its like */
export async function requireOk(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  const body = await response.text();
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${body}`);
}
