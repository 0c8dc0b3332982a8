import type { DeferredObject } from '../../domain/deferred.ts';

/** One object of a round. */
export interface Reading {
  each: DeferredObject;
  hasResult: boolean;
  startedAt: number;
  /** Resolves when the read has ended; it never fails. */
  work: Promise<void>;
  hasEnded: boolean;
  /** Lets another object use the slot; null once it was called. */
  leaveSlot: (() => void) | null;
  isLate: boolean;
}

const NOT_STARTED = Promise.resolve();

export const readingOf = (each: DeferredObject): Reading => ({
  each,
  hasResult: false,
  startedAt: 0,
  work: NOT_STARTED,
  hasEnded: false,
  leaveSlot: null,
  isLate: false,
});

/** Lets another object use the slot, once. */
export function releaseSlot(reading: Reading): void {
  const { leaveSlot } = reading;
  reading.leaveSlot = null;
  leaveSlot?.();
}
