import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 25;

/** Whether a process of that id is there, ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there, but another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
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
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
