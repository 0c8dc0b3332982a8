// A process that outlives its parent just long enough to clean up.
// Orders come as JSON lines on standard input. Standard input closes when the parent ends, also by kill -9.
// The reaper then stops every watched process, last started first, and removes the files and folders it was given.
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ReaperOrder } from './reaper-order.ts';
import { stopPid } from './stop-pid.ts';

const watched = new Map<number, { signal: NodeJS.Signals; withinMs: number }>();
const paths = new Set<string>();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as ReaperOrder;
  switch (order.do) {
    case 'watch':
      watched.set(order.pid, { signal: order.signal, withinMs: order.withinMs });
      break;
    case 'release':
      watched.delete(order.pid);
      break;
    case 'remove-at-end':
      paths.add(order.path);
      break;
    default:
      order satisfies never;
  }
}

for (const [pid, { signal, withinMs }] of [...watched].reverse()) await stopPid(pid, signal, withinMs);
for (const path of paths) rmSync(path, { recursive: true, force: true });
