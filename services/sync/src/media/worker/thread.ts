import { Worker } from 'node:worker_threads';
import type { StepAnswer, StepReply, StepRequest } from './protocol.ts';

export interface Thread {
  readonly isAlive: boolean;
  /** True before its first step. */
  readonly isFresh: boolean;
  /**
   * Runs one step.
   *
   * @returns the answer, or null when the step took more than `limitMs` of CPU or too much memory: then the thread is
   *          over
   */
  run(request: StepRequest, limitMs: number): Promise<{ answer: StepAnswer | null; cpuMs: number }>;
  stop(): Promise<void>;
}

/** However little CPU it gets, a step that takes this many times its limit is over. */
const PATIENCE = 10;
/** A thread that runs JavaScript says at once how much CPU it used; one that only collects garbage does not. */
const ANSWER_PATIENCE_MS = 5_000;
/** A thread that does not end is left to end by itself. */
const STOP_PATIENCE_MS = 2_000;

export interface ThreadOptions {
  workerMemoryMb: number;
  /** Loading the program takes CPU before the first step; that is not the file's. */
  startAllowanceMs: number;
  program: URL;
}

export function createThread({ workerMemoryMb, startAllowanceMs, program }: ThreadOptions): Thread {
  const worker = new Worker(program, {
    resourceLimits: { maxOldGenerationSizeMb: workerMemoryMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    env: {},
  });
  let isAlive = true;
  let cpuSoFarMs = 0;
  let isWarm = false;
  let isFresh = true;
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
    get isFresh() {
      return isFresh;
    },
    run(request, limitMs) {
      isFresh = false;
      const allowedMs = Math.max(limitMs, 1) + (isWarm ? 0 : startAllowanceMs);
      return new Promise((resolve) => {
        const watch = watchCpu(worker, cpuSoFarMs, allowedMs, () => {
          // not waited for: a thread that is out of memory can take seconds to end
          void worker.terminate();
          die();
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
      const ended = worker.terminate();
      die();
      await Promise.race([ended, elapsed(STOP_PATIENCE_MS)]);
    },
  };
}

/**
 * Calls `onOver` when the thread's CPU exceeds what it was by `allowedMs`: on a machine that is busy with other things
 * a step may take far longer by the clock without being to blame.
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

/**
 * CPU of the thread since it started; infinite for one that is gone, or too far gone to say. The answer is waited for
 * in two parts: where this thread was held up itself, a single wait could be over before an answer that has long been
 * there is taken up.
 */
async function threadCpuMs(worker: Worker): Promise<number> {
  try {
    const asked = worker.cpuUsage();
    const part = (): Promise<null> => elapsed(ANSWER_PATIENCE_MS / 2);
    const usage = (await Promise.race([asked, part()])) ?? (await Promise.race([asked, part()]));
    return usage === null ? Number.POSITIVE_INFINITY : (usage.user + usage.system) / 1_000;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

const elapsed = (ms: number): Promise<null> => new Promise((resolve) => setTimeout(resolve, ms, null).unref());
