import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeJsonWhole } from '../write-whole.ts';
import { startOf } from './process-identity.ts';
import type { Keeper } from './start-reaper.ts';
import { isAlive, stopPid } from './stop-pid.ts';

/** A process by its id and its start, which together are never another's. */
interface KnownProcess {
  name: string;
  pid: number;
  start: string;
  signal: NodeJS.Signals;
}

const STOP_WITHIN_MS = 20_000;

/**
 * Keeps a list of the running stack's processes: who starts it, then all that it starts. By it a start finds another
 * one that is alive, and stops the processes of one that died and left them behind.
 *
 * @param path  .dev/processes.json
 * @param say   one line for the person at the terminal
 * @throws Error when another start is alive: it would fight over the same data
 */
export async function withRollCall(keeper: Keeper, path: string, say: (line: string) => void): Promise<Keeper> {
  const [earlier, ...its] = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as KnownProcess[]) : [];
  if (earlier && isStill(earlier)) {
    const endpoints = join(dirname(path), 'endpoints.json');
    throw new Error(
      existsSync(endpoints)
        ? `Bucket Sync runs here already, as process ${earlier.pid}: its addresses are in ${endpoints}.`
        : `Bucket Sync is starting here already, as process ${earlier.pid} (or just stopping): once it is ready, its addresses are in ${endpoints}.`,
    );
  }
  const left = its.filter(isStill).reverse();
  if (left.length > 0) say(`· Stopping ${left.length} processes that the start before left behind …`);
  for (const { pid, signal } of left) await stopPid(pid, signal, STOP_WITHIN_MS);

  const known: KnownProcess[] = [];
  const change = (changed: KnownProcess[]) => {
    known.splice(0, known.length, ...changed);
    writeJsonWhole(path, known);
  };
  const add = (name: string, pid: number, signal: NodeJS.Signals) =>
    change([...known, { name, pid, start: startOf(pid) ?? '', signal }]);
  add('npm start', process.pid, 'SIGTERM');
  // It ends by itself after the others; a later start waits for that.
  add('keeper', keeper.pid, 'SIGTERM');
  return {
    ...keeper,
    keep(kept) {
      keeper.keep(kept);
      add(kept.name, kept.pid, kept.signal);
    },
    release(pid) {
      keeper.release(pid);
      change(known.filter((each) => each.pid !== pid));
    },
  };
}

function isStill({ pid, start }: KnownProcess): boolean {
  return start !== '' && startOf(pid) === start && isAlive(pid);
}
