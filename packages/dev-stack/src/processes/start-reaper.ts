import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { nodePath } from './node-path.ts';
import type { ReaperOrder } from './reaper-order.ts';

export interface WatchedProcess {
  name: string;
  pid: number;
  signal: NodeJS.Signals;
  withinMs: number;
}

/** Cleans up after this process when it dies without doing so itself. */
export interface Reaper {
  pid: number;
  /**
   * Has a process stopped when this one dies: by `signal`, and by SIGKILL after `withinMs`.
   *
   * @throws Error after `finish`, because nothing would stop the process
   */
  watch(process: WatchedProcess): void;
  /** Forgets a process that has ended: the operating system may reuse its id. */
  release(pid: number): void;
  /** Removes the file or folder when this process ends, by exit or by kill. */
  removeAtEnd(path: string): void;
  /** Cleans up now; resolves when every watched process has stopped. */
  finish(): Promise<void>;
}

/**
 * Starts the reaper (reaper.ts). It notices even a kill -9 of this process, because their pipe closes.
 * It has its own process group, so a signal to ours does not reach it. It never keeps this process alive.
 */
export function startReaper(): Reaper {
  const program = fileURLToPath(new URL('./reaper.ts', import.meta.url));
  const child = spawn(nodePath, [program], { detached: true, stdio: ['pipe', 'ignore', 'inherit'] });
  child.on('error', (error) => console.error(`The reaper of child processes could not be started: ${error.message}`));
  child.stdin.on('error', (error) => console.error(`The reaper of child processes is gone: ${error.message}`));
  child.unref();
  // The pipe is a net.Socket underneath; its type does not say so.
  (child.stdin as unknown as { unref(): void }).unref();
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const tell = (order: ReaperOrder) => {
    // A reaper that cleans up needs no more orders.
    if (!child.stdin.writableEnded) child.stdin.write(`${JSON.stringify(order)}\n`);
  };
  return {
    pid: child.pid!,
    watch({ name, pid, signal, withinMs }) {
      if (child.stdin.writableEnded) throw new Error(`${name} cannot start: everything is being stopped.`);
      tell({ do: 'watch', pid, signal, withinMs });
    },
    release: (pid) => tell({ do: 'release', pid }),
    removeAtEnd: (path) => tell({ do: 'remove-at-end', path }),
    finish() {
      child.ref();
      child.stdin.end();
      return gone;
    },
  };
}
