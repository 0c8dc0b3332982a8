import { Worker } from 'node:worker_threads';
import type { StepAnswer, StepReply, StepRequest } from './protocol.ts';

export interface Thread {
  readonly isAlive: boolean;
  /** True before the thread's first step. */
  readonly isFresh: boolean;
  /**
   * Runs one step.
   *
   * @returns the answer; null if the step exceeded `limitMs` of CPU or the memory limit, and the thread has ended
   */
  run(request: StepRequest, limitMs: number): Promise<{ answer: StepAnswer | null; cpuMs: number }>;
  stop(): Promise<void>;
}

/** A step that takes this many times its limit by the clock is ended, however little CPU it got. */
const PATIENCE = 10;
/** A thread that runs JavaScript reports its CPU time at once. A thread that only collects garbage does not. */
const ANSWER_PATIENCE_MS = 5_000;
/** After this time a thread that does not end is no longer waited for. */
const STOP_PATIENCE_MS = 2_000;

export interface ThreadOptions {
  workerMemoryMb: number;
  /** Loading the program takes CPU before the first step. That CPU is not charged to the file. */
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
          // not awaited: a thread that is out of memory can take seconds to end
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
 * Calls `onOver` when the thread has used `allowedMs` more CPU than at the start. Clock time does not count: on a busy
 * machine a harmless step can take far longer by the clock.
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
 * CPU that the thread has used since it started. It is infinite if the thread has ended or does not answer. The wait
 * has two parts. If this thread was itself delayed, a single wait could time out before it processes an answer that has
 * already arrived.
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
