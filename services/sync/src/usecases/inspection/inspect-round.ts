import { setTimeout as delay } from 'node:timers/promises';
import type { DeferredObject } from '../../domain/deferred.ts';
import type { BucketTarget } from '../../domain/ports.ts';
import { createRound, type InspectRoundParts, ROUND_ENDED, type RoundLimits, type RoundResult } from './round.ts';

/** The time that an aborted read has to report AWS's last answer. */
const ABORT_GRACE_MS = 250;
/** The interval at which a round looks for late reads. One timer for each round costs less than one for each read. */
const SWEEP_MS = 100;

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
    // Not by AbortSignal.any: such a signal asks all its sources each time that a read asks whether it has aborted.
    signal.addEventListener('abort', () => {
      reject(signal.reason);
      round.end.abort(signal.reason);
    });
  });
  ended.catch(() => {});
  const sweeps = setInterval(round.sweep, SWEEP_MS);
  try {
    signal.throwIfAborted();
    const all = parts.limit.runEach(target, round.toRead, round.start);
    await Promise.race([all.then(() => round.finished), ended]);
    if (round.end.signal.aborted) await Promise.race([round.settled(), delay(ABORT_GRACE_MS)]);
    return round.result();
  } finally {
    clearInterval(sweeps);
    round.end.abort(ROUND_ENDED);
  }
}
