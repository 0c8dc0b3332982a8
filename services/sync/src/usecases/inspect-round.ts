import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@bucket-sync/shared/errors';
import type { DeferredObject, ReadHealth } from '../domain/deferred.ts';
import type { BucketTarget } from '../domain/ports.ts';
import { answerOf, isPassingReadError } from '../domain/read-answer.ts';
import { type Inspected, type InspectObjectParts, inspectObject, withoutReading } from './inspect-object.ts';

export interface InspectRoundParts extends InspectObjectParts {
  /** Bounds the objects that are read at the same time in this process. */
  limit: {
    runEach<T>(of: BucketTarget, items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void>;
    releaseSlotWhile(wait: Promise<unknown>): Promise<void>;
  };
  health: ReadHealth;
}

/** The time limits of one round. */
export interface RoundLimits {
  /** An object that takes longer is late. The round ends once every object without a result is late. */
  lateMs: number;
  /** The round ends after this time, whatever is in flight. */
  roundMs: number;
  /** The limits once many reads of the connection hang; by default the same. */
  whenManyHang?: { lateMs: number; roundMs: number };
}

export interface RoundResult {
  inspected: Inspected[];
  /** The objects without a verdict. */
  deferred: DeferredObject[];
}

/** The time that an aborted read has to report AWS's last answer. */
const ABORT_GRACE_MS = 250;
/** The interval at which a round looks for late reads. One timer for each round costs less than one for each read. */
const SWEEP_MS = 100;
/**
 * Where many reads hang, a read keeps its slot for this time only. 64 slots then try 250 objects in a second, so a
 * round reaches 1,000 objects that hang.
 */
const SHORT_HOLD_MS = 250;

interface Flight {
  startedAt: number;
  work: Promise<void>;
  /** Lets another object use the slot. */
  release: () => void;
  isLate: boolean;
}

/**
 * Reads each object once, with the quick retries of the S3 client. A read that fails or hangs defers only its own
 * object. The other objects are inspected, and the round ends within `limits`.
 *
 * @param signal  ends the round with the signal's reason as its error
 * @throws AppError that is about the whole connection, or about our own services
 */
export async function inspectRound(
  parts: InspectRoundParts,
  target: BucketTarget,
  objects: readonly DeferredObject[],
  limits: RoundLimits,
  signal: AbortSignal,
): Promise<RoundResult> {
  const round = createRound(parts, target, objects, limits, signal);
  const ended = new Promise<void>((resolve, reject) => {
    round.end.signal.addEventListener('abort', () => resolve());
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  ended.catch(() => {});
  const sweeps = setInterval(round.sweep, SWEEP_MS);
  try {
    signal.throwIfAborted();
    const all = parts.limit.runEach(target, round.toRead, round.start);
    all.catch(() => {});
    await Promise.race([all.then(() => round.finished), ended]);
    if (round.end.signal.aborted) await Promise.race([round.settled(), delay(ABORT_GRACE_MS)]);
    return round.result();
  } finally {
    clearInterval(sweeps);
    round.end.abort();
  }
}

function createRound(
  parts: InspectRoundParts,
  target: BucketTarget,
  objects: readonly DeferredObject[],
  limits: RoundLimits,
  signal: AbortSignal,
) {
  const startedAt = performance.now();
  const end = new AbortController();
  const reading = AbortSignal.any([end.signal, signal]);
  // Each object in flight adds a listener.
  setMaxListeners(0, reading);
  const inspected: Inspected[] = [];
  const deferred: DeferredObject[] = [];
  /** In the order in which they started. */
  const inFlight = new Map<DeferredObject, Flight>();
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  const toRead = objects.filter(({ object }) => {
    const decided = withoutReading(parts, object);
    if (decided) inspected.push(decided);
    return !decided;
  });
  const open = new Set(toRead);
  /** The objects that have neither a result nor are late. */
  let onTimeCount = open.size;
  if (onTimeCount === 0) finish();
  /** An error that is not about one object ends the round. */
  let fatal: { error: unknown } | undefined;

  const fail = (each: DeferredObject, error: AppError) => {
    if (!open.delete(each)) return;
    parts.health.failed(target, each.object.key);
    deferred.push({ object: each.object, failures: each.failures + 1, answer: answerOf(error) });
  };

  const read = async (each: DeferredObject): Promise<void> => {
    const options = { signal: reading, whilePausing: parts.limit.releaseSlotWhile };
    try {
      const found = await inspectObject(parts, target, each.object, options);
      parts.health.succeeded(target);
      if (open.delete(each)) inspected.push(found);
    } catch (error) {
      if (!signal.aborted && isPassingReadError(error)) return fail(each, error);
      fatal ??= { error };
      end.abort();
    }
  };

  const leave = () => {
    onTimeCount -= 1;
    if (onTimeCount > 0) return;
    if (open.size > 0) end.abort(noAnswerWithin(limits.lateMs));
    finish();
  };

  return {
    end,
    toRead,
    finished,
    /** Resolves when the slot of the object is free again. The read may still be in flight. */
    async start(each: DeferredObject): Promise<void> {
      if (end.signal.aborted) return;
      const mayRead = parts.health.mayRead(target);
      // A promise for each object would cost more than the answer.
      if (mayRead !== true && !(await mayRead)) return leave();
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      const flight: Flight = { startedAt: performance.now(), work: read(each), release, isLate: false };
      inFlight.set(each, flight);
      // `read` never fails.
      void flight.work.then(() => {
        inFlight.delete(each);
        release();
        if (!flight.isLate) leave();
      });
      return released;
    },
    /**
     * Releases the slots of reads that hang. They delay neither their own connection, whose limit may be 1, nor other
     * connections.
     */
    sweep() {
      const manyHang = parts.health.manyHang(target);
      const { lateMs, roundMs } = (manyHang && limits.whenManyHang) || limits;
      const now = performance.now();
      if (now - startedAt >= roundMs) return end.abort(noAnswerWithin(roundMs));
      const holdMs = manyHang ? Math.min(SHORT_HOLD_MS, lateMs) : lateMs;
      for (const flight of inFlight.values()) {
        const ageMs = now - flight.startedAt;
        if (ageMs < holdMs) return;
        flight.release();
        if (flight.isLate || ageMs < lateMs) continue;
        flight.isLate = true;
        parts.health.hangs(target);
        leave();
      }
    },
    settled: () => Promise.allSettled(Array.from(inFlight.values(), ({ work }) => work)),
    result(): RoundResult {
      if (fatal) throw fatal.error;
      for (const each of inFlight.keys()) fail(each, end.signal.reason);
      return { inspected, deferred: [...deferred, ...open] };
    },
  };
}

const noAnswerWithin = (ms: number) =>
  new AppError('AWS_UNAVAILABLE', { why: `no complete answer within ${Math.round(ms / 1000)} seconds` });
