import type { DeferredObject } from '../../domain/deferred.ts';

/** One object of a round. */
export interface Reading {
  each: DeferredObject;
  hasResult: boolean;
  startedAt: number;
  /** Resolves when the read has ended; it never fails. */
  work: Promise<void>;
  hasEnded: boolean;
  /** Lets another object use the slot. */
  release: () => void;
  isLate: boolean;
}

export const readingOf = (each: DeferredObject): Reading => ({
  each,
  hasResult: false,
  startedAt: 0,
  work: Promise.resolve(),
  hasEnded: false,
  release: () => {},
  isLate: false,
});
