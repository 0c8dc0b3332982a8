import { Worker } from 'node:worker_threads';
import type { StepAnswer, StepReply, StepRequest } from './protocol.ts';

export interface Thread {
  readonly isAlive: boolean;
  /**
   * Runs one step.
   *
   * @returns the answer, or null when the step took more than `limitMs` of CPU or too much memory: then the thread is over
   */
  run(request: StepRequest, limitMs: number): Promise<{ answer: StepAnswer | null; cpuMs: number }>;
  stop(): Promise<void>;
}

/** Loading the program takes a thread some 100 ms of CPU before its first step; that is not the file's. */
const START_ALLOWANCE_MS = 3_000;
/** However little CPU it gets, a step that takes this many times its limit is over. */
const PATIENCE = 10;

export function createThread({ workerMemoryMb, program }: { workerMemoryMb: number; program: URL }): Thread {
  const worker = new Worker(program, {
    resourceLimits: { maxOldGenerationSizeMb: workerMemoryMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    env: {},
  });
  let isAlive = true;
  let cpuSoFarMs = 0;
  let isWarm = false;
  let finish: ((reply: StepReply | null) => void) | null = null;
  const die = (): void => {
    isAlive = false;
    finish?.(null);
  };
  worker.on('message', (reply: StepReply) => finish?.(reply));
  worker.on('error', die);
  worker.on('exit', die);
  worker.unref();
  return {
    get isAlive() {
      return isAlive;
    },
    run(request, limitMs) {
      const allowedMs = Math.max(limitMs, 1) + (isWarm ? 0 : START_ALLOWANCE_MS);
      return new Promise((resolve) => {
        const watch = watchCpu(worker, cpuSoFarMs, allowedMs, () => {
          isAlive = false;
          void worker.terminate();
        });
        finish = (reply) => {
          finish = null;
          watch.cancel();
          worker.unref();
          if (reply === null) return resolve({ answer: null, cpuMs: 0 });
          const cpuMs = isWarm ? reply.threadCpuMs - cpuSoFarMs : 0;
          isWarm = true;
          cpuSoFarMs = reply.threadCpuMs;
          resolve({ answer: reply.answer, cpuMs });
        };
        if (!isAlive) return finish(null);
        worker.ref();
        worker.postMessage(
          request,
          request.pieces.map(({ bytes }) => bytes.buffer as ArrayBuffer),
        );
      });
    },
    async stop() {
      isAlive = false;
      await worker.terminate();
    },
  };
}

/**
 * Calls `onOver` when the thread's CPU exceeds what it was by `allowedMs`: on a machine that is busy with other things a step may take
 * far longer by the clock without being to blame.
 */
function watchCpu(worker: Worker, beforeMs: number, allowedMs: number, onOver: () => void): { cancel(): void } {
  const startedAt = performance.now();
  let isOver = false;
  let timer = setTimeout(check, allowedMs);
  async function check(): Promise<void> {
    const usedMs = (await threadCpuMs(worker)) - beforeMs;
    if (isOver) return;
    if (!(usedMs < allowedMs) || performance.now() - startedAt > allowedMs * PATIENCE) return onOver();
    timer = setTimeout(check, Math.max(allowedMs - usedMs, 20));
  }
  return {
    cancel() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}

/** CPU of the thread since it started; of one that is gone, infinite. */
async function threadCpuMs(worker: Worker): Promise<number> {
  try {
    const { user, system } = await worker.cpuUsage();
    return (user + system) / 1_000;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
