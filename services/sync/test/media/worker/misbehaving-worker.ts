/**
 * A thread's program for the pool's tests. A step carries the object's size, so the size selects the behaviour. 1:
 * answers; 2: never ends; 3: allocates memory without end; 4: throws; 5: answers and ends at once; 6: answers after 50
 * ms of CPU.
 */
import { parentPort } from 'node:worker_threads';
import type { StepReply, StepRequest } from '../../../src/media/worker/protocol.ts';

parentPort?.on('message', ({ sizeBytes }: StepRequest) => {
  const startUser = process.threadCpuUsage().user;
  if (sizeBytes === 2) for (;;);
  if (sizeBytes === 3) {
    const kept: number[][] = [];
    for (;;) kept.push(new Array(100_000).fill(kept.length));
  }
  if (sizeBytes === 4) throw new Error('broken');
  if (sizeBytes === 6) while (process.threadCpuUsage().user < startUser + 50_000);
  const { user, system } = process.threadCpuUsage();
  const reply: StepReply = {
    answer: {
      kind: 'VERDICT',
      verdict: { kind: 'SKIPPED', reason: 'CORRUPT', detail: 'answered', findings: null },
    },
    threadCpuMs: (user + system) / 1_000,
  };
  parentPort?.postMessage(reply);
  if (sizeBytes === 5) process.exit();
});
