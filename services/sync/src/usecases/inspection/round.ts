import { setMaxListeners } from 'node:events';
import { AppError } from '@bucket-sync/shared/errors';
import type { DeferredObject } from '../../domain/deferred.ts';
import type { BucketTarget } from '../../domain/ports.ts';
import { answerOf, isPassingReadError } from '../../domain/read-answer.ts';
import { type Inspected, type InspectObjectParts, inspectObject, withoutReading } from './inspect-object.ts';
import type { ReadHealth } from './read-health.ts';
import { type Reading, readingOf, releaseSlot } from './reading.ts';

export interface InspectRoundParts extends InspectObjectParts {
  /** Bounds the objects that are read at the same time in this process. */
  limit: {
    runEach<T>(of: BucketTarget, items: readonly T[], work: (item: T, leave: () => void) => void): Promise<void>;
    releaseSlotWhile(wait: Promise<unknown>): Promise<void>;
  };
  health: ReadHealth;
}

/** The time limits of one round. */
export interface RoundLimits {
  /** An object that takes longer is late. The round ends once every object without a result is late. */
  lateMs: number;
  /** The round ends after this time, also with reads in flight. */
  roundMs: number;
  /** The limits once many reads of the connection hang; by default the same. */
  whenManyHang?: { lateMs: number; roundMs: number };
}

export interface RoundResult {
  inspected: Inspected[];
  /** The objects without a verdict. */
  deferred: DeferredObject[];
}

/**
 * Where many reads hang, a read keeps its slot for this time only. 64 slots then try 250 objects in a second, so a
 * round reaches 1,000 objects that hang.
 */
const SHORT_HOLD_MS = 250;

/** Made once: `abort` without a reason makes an error with a stack trace each time, 0.2 ms in a batch. */
export const ROUND_ENDED = new Error('the round has ended');

/**
 * The reads of one round, and what became of each object.
 *
 * @param signal  when it has aborted, no failure of a read counts. The caller then aborts `end`
 */
export function createRound(
  parts: InspectRoundParts,
  target: BucketTarget,
  objects: readonly DeferredObject[],
  limits: RoundLimits,
  signal: AbortSignal,
) {
  const startedAt = performance.now();
  const end = new AbortController();
  // Each read that pauses before a retry adds a listener.
  setMaxListeners(0, end.signal);
  const inspected: Inspected[] = [];
  const deferred: DeferredObject[] = [];
  const toRead: Reading[] = [];
  for (const each of objects) {
    const decided = withoutReading(parts, each.object);
    if (decided) inspected.push(decided);
    else toRead.push(readingOf(each));
  }
  /** In their order. Not a Set: V8 keeps what has left it until a full collection. */
  const started: Reading[] = [];
  /** The first of the started that has not ended, as of the last sweep. */
  let firstInFlight = 0;
  let openCount = toRead.length;
  /** The objects that have neither a result nor are late. */
  let onTimeCount = openCount;
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  if (onTimeCount === 0) finish();
  let fatal: { error: unknown } | undefined;

  /** An error that is not about one object ends the round. */
  const endWith = (error: unknown) => {
    fatal ??= { error };
    end.abort(ROUND_ENDED);
  };

  const close = (reading: Reading): boolean => {
    if (reading.hasResult) return false;
    reading.hasResult = true;
    openCount -= 1;
    return true;
  };

  const fail = (reading: Reading, error: AppError) => {
    if (!close(reading)) return;
    const { object, failures } = reading.each;
    parts.health.failed(target, object.key);
    deferred.push({ object, failures: failures + 1, answer: answerOf(error) });
  };

  const options = { signal: end.signal, whilePausing: parts.limit.releaseSlotWhile };

  const ended = (reading: Reading) => {
    reading.hasEnded = true;
    releaseSlot(reading);
    if (!reading.isLate) leave();
  };

  const begin = (reading: Reading, leaveSlot: () => void) => {
    reading.leaveSlot = leaveSlot;
    reading.startedAt = performance.now();
    started.push(reading);
    // Not async: what waits for hundreds of reads at the same time is copied by V8 again and again.
    reading.work = inspectObject(parts, target, reading.each.object, options).then(
      (found) => {
        parts.health.succeeded(target);
        if (close(reading)) inspected.push(found);
        ended(reading);
      },
      (error) => {
        if (!signal.aborted && isPassingReadError(error)) fail(reading, error);
        else endWith(error);
        ended(reading);
      },
    );
  };

  const leave = () => {
    onTimeCount -= 1;
    if (onTimeCount > 0) return;
    if (openCount > 0) end.abort(noAnswerWithin(limits.lateMs));
    finish();
  };

  return {
    end,
    toRead,
    finished,
    /** @param leaveSlot  called when the slot of the object is free again. The read may still be in flight. */
    start(reading: Reading, leaveSlot: () => void) {
      if (end.signal.aborted) return leaveSlot();
      const mayRead = parts.health.mayRead(target);
      // A promise for each object would cost more than the answer.
      if (mayRead === true) return begin(reading, leaveSlot);
      const refuse = () => {
        leaveSlot();
        leave();
      };
      mayRead.then(
        (isAllowed) => (isAllowed ? begin(reading, leaveSlot) : refuse()),
        (error) => {
          endWith(error);
          refuse();
        },
      );
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
      while (started[firstInFlight]?.hasEnded) firstInFlight += 1;
      for (let at = firstInFlight; at < started.length; at += 1) {
        const reading = started[at]!;
        if (reading.hasEnded) continue;
        const ageMs = now - reading.startedAt;
        if (ageMs < holdMs) return;
        releaseSlot(reading);
        if (reading.isLate || ageMs < lateMs) continue;
        reading.isLate = true;
        parts.health.hangs(target);
        leave();
      }
    },
    settled: () => Promise.all(started.map(({ work }) => work)),
    result(): RoundResult {
      if (fatal) throw fatal.error;
      for (const reading of started) if (!reading.hasEnded) fail(reading, end.signal.reason);
      const open = toRead.filter(({ hasResult }) => !hasResult);
      return { inspected, deferred: [...deferred, ...open.map(({ each }) => each)] };
    },
  };
}

const noAnswerWithin = (ms: number) =>
  new AppError('AWS_UNAVAILABLE', { why: `no complete answer within ${Math.round(ms / 1000)} seconds` });
