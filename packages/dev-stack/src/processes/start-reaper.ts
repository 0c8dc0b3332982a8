import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { nodePath } from './node-path.ts';
import type { KeeperOrder } from './reaper-order.ts';

export interface KeptProcess {
  name: string;
  pid: number;
  signal: NodeJS.Signals;
  withinMs: number;
}

/** Cleans up after this process, should it die without doing so itself. */
export interface Keeper {
  pid: number;
  /**
   * From now on the process is stopped when this one dies: by `signal`, and after `withinMs` by force.
   *
   * @throws Error after `finish`: it would be left behind
   */
  keep(kept: KeptProcess): void;
  /** The process has ended: its id may soon be another's. */
  release(pid: number): void;
  /** The file or folder is removed when this process ends, in whichever way. */
  removeAtEnd(path: string): void;
  /** Has it clear up now, and waits for that: nothing that was kept is left. */
  finish(): Promise<void>;
}

/**
 * Starts the keeper (see keeper.ts): the one that notices even a kill -9 of this process, by its pipe that closes.
 * It is in a process group of its own, so that a signal to ours does not reach it, and never keeps this process alive.
 */
export function startKeeper(): Keeper {
  const program = fileURLToPath(new URL('./reaper.ts', import.meta.url));
  const child = spawn(nodePath, [program], { detached: true, stdio: ['pipe', 'ignore', 'inherit'] });
  child.on('error', (error) => console.error(`The keeper of child processes could not be started: ${error.message}`));
  child.stdin.on('error', (error) => console.error(`The keeper of child processes is gone: ${error.message}`));
  child.unref();
  // The pipe is a net.Socket underneath; its type does not say so.
  (child.stdin as unknown as { unref(): void }).unref();
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const tell = (order: KeeperOrder) => {
    // Once it is clearing up, it needs no more orders.
    if (!child.stdin.writableEnded) child.stdin.write(`${JSON.stringify(order)}\n`);
  };
  return {
    pid: child.pid!,
    keep({ name, pid, signal, withinMs }) {
      if (child.stdin.writableEnded) throw new Error(`${name} is not started any more: everything is being stopped.`);
      tell({ do: 'keep', pid, signal, withinMs });
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
