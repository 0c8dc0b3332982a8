import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { systemCodeOf } from '@bucket-sync/shared/errors';

const POLL_MS = 25;

/** Whether a process of that id runs, ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: there, but another user's.
    if (systemCodeOf(error) !== 'EPERM') return false;
  }
  return !isZombie(pid);
}

/**
 * Ended, but not yet cleared away by its parent: after the death of the real one that is process 1, which in some
 * containers never does it.
 */
function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    // proc(5): the state comes after the command in parentheses.
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(systemCodeOf(error) ?? '')) return true;
    throw error;
  }
}

/** Asks a process to stop by `signal` and waits; kills it when it is still there after `withinMs`. */
export async function stopPid(pid: number, signal: NodeJS.Signals, withinMs: number): Promise<void> {
  if (!send(pid, signal)) return;
  const deadline = Date.now() + withinMs;
  while (isAlive(pid)) {
    if (Date.now() > deadline) {
      send(pid, 'SIGKILL');
      return;
    }
    await delay(POLL_MS);
  }
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (systemCodeOf(error) === 'ESRCH') return false;
    throw error;
  }
}
