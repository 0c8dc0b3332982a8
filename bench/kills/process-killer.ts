import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const SERVICES = ['sync', 'assets', 'connections', 'gateway'];
const SHORTEST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 4_000;

export interface ProcessKiller {
  /** Kills one process after another until the work ends, at most so many. */
  until(work: Promise<unknown>, most: number): Promise<void>;
  killed(): number;
  summary(): string;
}

/**
 * Kills processes of a stack with SIGKILL, at moments and in an order that `random` decides.
 *
 * @param folder  of the stack, which writes the ids of its processes there
 */
export function createProcessKiller(folder: string, random: () => number): ProcessKiller {
  const kills: Record<string, number> = {};
  const killed = () => Object.values(kills).reduce((sum, count) => sum + count, 0);

  const killOne = () => {
    const living = processesOf(folder);
    const { name, pid } = living[Math.floor(random() * living.length)]!;
    try {
      process.kill(pid, 'SIGKILL');
      kills[name] = (kills[name] ?? 0) + 1;
    } catch {
      // It was killed a moment ago, and its successor has not started yet.
    }
  };

  return {
    async until(work, most) {
      const before = killed();
      const ended = new AbortController();
      const stop = () => ended.abort();
      work.then(stop, stop);
      while (killed() - before < most) {
        const pauseMs = SHORTEST_PAUSE_MS + random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS);
        await delay(pauseMs, undefined, { signal: ended.signal }).catch(() => {});
        if (ended.signal.aborted) return;
        killOne();
      }
    },
    killed,
    summary: () =>
      `${killed()} kills (${Object.entries(kills)
        .map(([name, count]) => `${name} ${count}`)
        .join(', ')})`,
  };
}

function processesOf(folder: string): { name: string; pid: number }[] {
  const endpoints = JSON.parse(readFileSync(join(folder, 'endpoints.json'), 'utf8'));
  const all: { name: string; pid: number }[] = JSON.parse(readFileSync(join(folder, 'processes.json'), 'utf8'));
  const infrastructure = all.filter(({ name }) => /postgres|kafka/i.test(name));
  return [...SERVICES.map((name) => ({ name, pid: Number(endpoints.processes[name].pid) })), ...infrastructure];
}
