/**
 * A value whose changes are seen only after a while, as IAM's are.
 *
 * Callers of IAM's own API see the new value at once; the judging of requests sees the old one until its time is up.
 */
export interface Delayed<T> {
  value: T;
  /** What held before each change, and until when (milliseconds since 1970) it is still seen; null: not there. */
  earlier: { value: T | null; untilMs: number }[];
}

/** A value that was not there before. */
export function newlyMade<T>(value: T, nowMs: number, delayMs: number): Delayed<T> {
  return { value, earlier: delayMs > 0 ? [{ value: null, untilMs: nowMs + delayMs }] : [] };
}

export function change<T>(delayed: Delayed<T>, value: T, nowMs: number, delayMs: number): void {
  delayed.earlier = delayed.earlier.filter(({ untilMs }) => untilMs > nowMs);
  if (delayMs > 0) delayed.earlier.push({ value: delayed.value, untilMs: nowMs + delayMs });
  delayed.value = value;
}

/** What the judging of a request at this moment sees; null while the value is not there yet. */
export function effective<T>(delayed: Delayed<T>, nowMs: number): T | null {
  for (const { value, untilMs } of delayed.earlier) {
    if (untilMs > nowMs) return value;
  }
  return delayed.value;
}
