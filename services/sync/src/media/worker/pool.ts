import type { Verdict } from '../../domain/verdict.ts';
import { MissingBytes, type SparseBytes } from '../bytes/sparse-bytes.ts';
import type { OwnFormat } from '../sniff.ts';
import type { StepAnswer, StepRequest } from './protocol.ts';
import { createThread, type Thread } from './thread.ts';

/** A file that killed its worker twice; it is not tried again. */
export const WORKER_KILLED = Symbol('worker killed');

const KILLS_TOLERATED = 1;

export interface WorkerPool {
  /** A file to decide on in steps, as more of it becomes known. */
  file(format: OwnFormat, bytes: SparseBytes): { decide(): Promise<Verdict | MissingBytes | typeof WORKER_KILLED> };
  stop(): Promise<void>;
}

export interface WorkerPoolOptions {
  workers: number;
  workerMemoryMb: number;
  /** CPU that one file may take over all its steps. */
  fileCpuMs: number;
  /**
   * CPU that a thread may take on top of that before its first answer: it loads its program, some 100 ms on an idle
   * machine.
   */
  startAllowanceMs?: number;
  /** The program that a thread runs; another one only in the pool's own tests. */
  program?: URL;
}

const WORKER_PROGRAM = new URL('./worker.ts', import.meta.url);

interface Waiter {
  resolve(thread: Thread): void;
  reject(error: Error): void;
}

const stopped = (): Error => new Error('the media inspector has been stopped');

/**
 * Threads that decide on files, one step at a time each. A step that takes too much time or memory ends its thread,
 * which is replaced, and is tried once more in a fresh one: what becomes of that one can be no other file's doing.
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

  /** Hands a thread to who waits for one; a dead one is replaced only when it is needed. */
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

/** Pieces are copied: a view's whole memory would travel otherwise, and the caller keeps its own. */
function requestFor(format: OwnFormat, bytes: SparseBytes): StepRequest {
  return {
    format,
    sizeBytes: bytes.sizeBytes,
    readAheadBytes: bytes.readAheadBytes,
    readCount: bytes.readCount,
    pieces: bytes.pieces.map((piece) => ({ start: piece.start, bytes: new Uint8Array(piece.bytes) })),
  };
}
