import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeJsonWhole } from '../write-whole.ts';
import { startOf } from './process-identity.ts';
import type { Reaper } from './start-reaper.ts';
import { isAlive, stopPid } from './stop-pid.ts';

/** A process by its id and start time; the operating system reuses the id alone. */
interface KnownProcess {
  name: string;
  pid: number;
  start: string;
  signal: NodeJS.Signals;
}

const STOP_WITHIN_MS = 20_000;

/**
 * Records the processes of the running stack in a file: `npm start` first, then everything it starts.
 * A later start finds a running stack there, and stops what a killed one left behind.
 *
 * @param path  .dev/processes.json
 * @param say   one line for the person at the terminal
 * @throws Error when another start is alive: both would write to the same data
 */
export async function withProcessRegistry(reaper: Reaper, path: string, say: (line: string) => void): Promise<Reaper> {
  const [earlier, ...its] = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as KnownProcess[]) : [];
  if (earlier && isStill(earlier)) {
    const endpoints = join(dirname(path), 'endpoints.json');
    throw new Error(
      existsSync(endpoints)
        ? `Bucket Sync already runs here, as process ${earlier.pid}: its addresses are in ${endpoints}.`
        : `Bucket Sync is already starting here, as process ${earlier.pid} (or is stopping): once it is ready, ` +
            `its addresses are in ${endpoints}.`,
    );
  }
  const left = its.filter(isStill).reverse();
  if (left.length > 0) say(`· Stopping ${left.length} processes that an earlier start left behind …`);
  for (const { pid, signal } of left) await stopPid(pid, signal, STOP_WITHIN_MS);

  const known: KnownProcess[] = [];
  const change = (changed: KnownProcess[]) => {
    known.splice(0, known.length, ...changed);
    writeJsonWhole(path, known);
  };
  const add = (name: string, pid: number, signal: NodeJS.Signals) =>
    change([...known, { name, pid, start: startOf(pid) ?? '', signal }]);
  add('npm start', process.pid, 'SIGTERM');
  // The reaper ends by itself after the others; a later start waits for it.
  add('reaper', reaper.pid, 'SIGTERM');
  return {
    ...reaper,
    watch(watched) {
      reaper.watch(watched);
      add(watched.name, watched.pid, watched.signal);
    },
    release(pid) {
      reaper.release(pid);
      change(known.filter((each) => each.pid !== pid));
    },
  };
}

function isStill({ pid, start }: KnownProcess): boolean {
  return start !== '' && startOf(pid) === start && isAlive(pid);
}
