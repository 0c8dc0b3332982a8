/** Bounds the pages that are requested at the same time: more while S3 answers, half at each SlowDown. */
export interface RequestWindow {
  size(): number;
  /** S3 answered a page. */
  succeeded(): void;
  /** S3 refused or failed a request. */
  backOff(): void;
}

/**
 * At 75 ms a page, 48 requests deliver 340,000 to 390,000 keys a second and 64 hardly more: one core parses the pages.
 * With 32 it was 290,000.
 */
const LARGEST = 48;
const FIRST = 8;
/** Requests that S3 refuses at the same time count as one refusal. */
const ONE_REFUSAL_MS = 250;

/**
 * Grows by one with each answer at first, so it doubles every round trip. After a refusal it grows by one every round
 * trip, as TCP does: from 24 to 48 takes 1.8 s at 75 ms a page.
 */
export function createRequestWindow(now: () => number): RequestWindow {
  let size = FIRST;
  let isFirstGrowth = true;
  let backedOffAt = Number.NEGATIVE_INFINITY;
  return {
    size: () => Math.floor(size),
    succeeded() {
      size = Math.min(LARGEST, size + (isFirstGrowth ? 1 : 1 / size));
    },
    backOff() {
      if (now() - backedOffAt < ONE_REFUSAL_MS) return;
      backedOffAt = now();
      isFirstGrowth = false;
      size = Math.max(1, size / 2);
    },
  };
}
