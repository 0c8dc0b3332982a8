/**
 * A value whose changes apply after a delay, as those of IAM do.
 *
 * IAM's own API shows the new value at once; authorization uses the old one until the delay has passed.
 */
export interface Delayed<T> {
  value: T;
  /** The value before each change, and until when (milliseconds since 1970) it is in force; null: it did not exist. */
  earlier: { value: T | null; untilMs: number }[];
}

/** A new value, which comes into force after the delay. */
export function newlyMade<T>(value: T, nowMs: number, delayMs: number): Delayed<T> {
  return { value, earlier: delayMs > 0 ? [{ value: null, untilMs: nowMs + delayMs }] : [] };
}

export function change<T>(delayed: Delayed<T>, value: T, nowMs: number, delayMs: number): void {
  delayed.earlier = delayed.earlier.filter(({ untilMs }) => untilMs > nowMs);
  if (delayMs > 0) delayed.earlier.push({ value: delayed.value, untilMs: nowMs + delayMs });
  delayed.value = value;
}

/** The value in force at `nowMs`; null while a new value is not yet in force. */
export function effective<T>(delayed: Delayed<T>, nowMs: number): T | null {
  for (const { value, untilMs } of delayed.earlier) {
    if (untilMs > nowMs) return value;
  }
  return delayed.value;
}
