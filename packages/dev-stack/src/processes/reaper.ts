// A process of its own that outlives the one that started it by just long enough to clean up.
// Orders come as JSON lines on its standard input. When that closes, its parent is gone, however it went (kill -9 too):
// everything still kept is stopped, last started first, and the files and folders it was told of are removed.
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { KeeperOrder } from './reaper-order.ts';
import { stopPid } from './stop-pid.ts';

const kept = new Map<number, { signal: NodeJS.Signals; withinMs: number }>();
const paths = new Set<string>();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as KeeperOrder;
  switch (order.do) {
    case 'keep':
      kept.set(order.pid, { signal: order.signal, withinMs: order.withinMs });
      break;
    case 'release':
      kept.delete(order.pid);
      break;
    case 'remove-at-end':
      paths.add(order.path);
      break;
    default:
      order satisfies never;
  }
}

for (const [pid, { signal, withinMs }] of [...kept].reverse()) await stopPid(pid, signal, withinMs);
for (const path of paths) rmSync(path, { recursive: true, force: true });
