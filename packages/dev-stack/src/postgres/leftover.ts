import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemCodeOf } from '@bucket-sync/shared/errors';
import { commandLineOf } from '../processes/process-identity.ts';
import { isAlive, stopPid } from '../processes/stop-pid.ts';

const STOP_WITHIN_MS = 10_000;

/**
 * Cleans up after a crash: stops a server that still runs on these data, or removes its lock file when it has ended.
 * PostgreSQL refuses to start while the process id in the lock file exists. After a reboot another process often has
 * it.
 */
export async function stopLeftover(dataFolder: string): Promise<void> {
  const lockFile = join(dataFolder, 'postmaster.pid');
  const pid = Number(firstLine(lockFile));
  if (!pid) return;
  if (isAlive(pid) && commandLineOf(pid)?.includes(dataFolder)) await stopPid(pid, 'SIGINT', STOP_WITHIN_MS);
  rmSync(lockFile, { force: true });
}

function firstLine(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').split('\n')[0];
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
