import type { Verdict } from '../../domain/verdict.ts';
import { MissingBytes, type SparseBytes } from '../bytes/sparse-bytes.ts';
import type { OwnFormat } from '../sniff.ts';
import type { StepAnswer, StepRequest } from './protocol.ts';
import { createThread, type Thread } from './thread.ts';

/** The verdict of a file that ended its worker twice. The file is not tried again. */
export const WORKER_KILLED = Symbol('worker killed');

const KILLS_TOLERATED = 1;

export interface WorkerPool {
  /** Decides on a file in steps, as more of its bytes become known. */
  file(format: OwnFormat, bytes: SparseBytes): { decide(): Promise<Verdict | MissingBytes | typeof WORKER_KILLED> };
  stop(): Promise<void>;
}

export interface WorkerPoolOptions {
  workers: number;
  workerMemoryMb: number;
  /** CPU that one file may take in all its steps. */
  fileCpuMs: number;
  /**
   * Additional CPU that a thread may take before its first answer. It loads its program, which takes some 100 ms on an
   * idle machine.
   */
  startAllowanceMs?: number;
  /** The program that a thread runs. Only the pool's own tests use another one. */
  program?: URL;
}

const WORKER_PROGRAM = new URL('./worker.ts', import.meta.url);

interface Waiter {
  resolve(thread: Thread): void;
  reject(error: Error): void;
}

const stopped = (): Error => new Error('the media inspector has been stopped');

/**
 * Threads that decide on files. Each thread runs one step at a time. A step that takes too much time or memory ends its
 * thread, and the thread is replaced. The step is tried once more in a fresh thread, where no other file can have
 * caused the failure.
 */
export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const { workers, workerMemoryMb, fileCpuMs, startAllowanceMs = 3_000, program = WORKER_PROGRAM } = options;
  const idle: Thread[] = [];
  const waiting: Waiter[] = [];
  const all = new Set<Thread>();
  let isStopped = false;

  const start = (): Thread => {
    const thread = createThread({ workerMemoryMb, startAllowanceMs, program });
    all.add(thread);
    return thread;
  };

  const acquire = async (mustBeFresh: boolean): Promise<Thread> => {
    const thread = await free();
    if (!mustBeFresh || thread.isFresh) return thread;
    all.delete(thread);
    void thread.stop();
    if (isStopped) throw stopped();
    return start();
  };

  const free = async (): Promise<Thread> => {
    if (isStopped) throw stopped();
    for (let thread = idle.pop(); thread !== undefined; thread = idle.pop()) {
      if (thread.isAlive) return thread;
      all.delete(thread);
    }
    if (all.size < workers) return start();
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  };

  /** Gives a thread to the next waiting file. A dead thread is replaced only when it is needed. */
  const release = (thread: Thread): void => {
    if (!thread.isAlive) all.delete(thread);
    if (isStopped) return;
    const next = waiting.shift();
    if (next !== undefined) next.resolve(thread.isAlive ? thread : start());
    else if (thread.isAlive) idle.push(thread);
  };

  const step = async (
    request: StepRequest,
    limitMs: number,
    mustBeFresh: boolean,
  ): Promise<{ answer: StepAnswer | null; cpuMs: number }> => {
    const thread = await acquire(mustBeFresh);
    try {
      return await thread.run(request, limitMs);
    } finally {
      release(thread);
    }
  };

  return {
    file(format, bytes) {
      let kills = 0;
      let usedMs = 0;
      return {
        async decide() {
          for (;;) {
            const { answer, cpuMs } = await step(requestFor(format, bytes), fileCpuMs - usedMs, kills > 0);
            if (answer !== null) {
              usedMs += cpuMs;
              return answer.kind === 'VERDICT' ? answer.verdict : new MissingBytes(answer.offset, answer.lengthBytes);
            }
            if (isStopped) throw stopped();
            kills += 1;
            if (kills > KILLS_TOLERATED) return WORKER_KILLED;
            usedMs = 0;
          }
        },
      };
    },
    async stop() {
      isStopped = true;
      for (const { reject } of waiting.splice(0)) reject(stopped());
      await Promise.all([...all].map((thread) => thread.stop()));
    },
  };
}

/** Copies the pieces. Otherwise a view would transfer its whole memory, and the caller still needs its own. */
function requestFor(format: OwnFormat, bytes: SparseBytes): StepRequest {
  return {
    format,
    sizeBytes: bytes.sizeBytes,
    readAheadBytes: bytes.readAheadBytes,
    readCount: bytes.readCount,
    pieces: bytes.pieces.map((piece) => ({ start: piece.start, bytes: new Uint8Array(piece.bytes) })),
  };
}
