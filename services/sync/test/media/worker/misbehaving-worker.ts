/**
 * A thread's program for the pool's tests: what it does is told by the object's size, since that is what a step carries.
 * 1: answers; 2: never ends; 3: takes memory without end; 4: throws.
 */
import { parentPort } from 'node:worker_threads';
import type { StepReply, StepRequest } from '../../../src/media/worker/protocol.ts';

parentPort?.on('message', ({ sizeBytes }: StepRequest) => {
  if (sizeBytes === 2) for (;;);
  if (sizeBytes === 3) {
    const kept: number[][] = [];
    for (;;) kept.push(new Array(100_000).fill(kept.length));
  }
  if (sizeBytes === 4) throw new Error('broken');
  const reply: StepReply = {
    answer: { kind: 'VERDICT', verdict: { kind: 'SKIPPED', reason: 'CORRUPT', detail: 'answered', mend: null } },
    threadCpuMs: 1,
  };
  parentPort?.postMessage(reply);
});
