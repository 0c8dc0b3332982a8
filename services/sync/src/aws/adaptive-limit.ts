export interface LimitBounds {
  /** In flight at first, and at least, unless S3 answers SlowDown. */
  start: number;
  most: number;
}

export interface SucceededRead {
  tookMs: number;
  bytes: number;
}

/** How many reads of one bucket may be in flight. */
export interface AdaptiveLimit {
  readonly value: number;
  /** @param wasFull  other reads were waiting for this limit */
  succeeded(read: SucceededRead, wasFull: boolean): void;
  /** S3 answered SlowDown. */
  slowedDown(): void;
}

/** The limit is decided anew after this time, and after enough reads for an average. */
const WINDOW_MS = 100;
const READS_A_WINDOW = 16;
/**
 * The first climb is steep, in half of the time: at 50 ms a read 1,024 are in flight after 0.2 s. 50,000 objects are
 * synced at 13,100 a second; with a growth of 2 it is 12,100, and a tenth less with the usual windows.
 */
const FIRST_GROWTH = 4;
const FIRST_WINDOW_MS = 50;
const GROWTH = 1.25;
const SHRINKAGE = 0.9;
/**
 * The limit grows while reads take less than 1.5 times what they took at their fastest: the bucket still answers in the
 * same time. Above twice that time, reads wait for this process or for S3, and more of them bring nothing.
 */
const GROW_BELOW = 1.5;
const SHRINK_ABOVE = 2;
/**
 * A bucket may become slower for good. Its limit then shrinks to `start`, where no read waits for another, and the
 * fastest time is forgotten: half of the difference within 7 s.
 */
const FORGOTTEN_A_WINDOW = 0.01;
/** After a SlowDown the limit climbs by half of what it was within this time. */
const RECOVERY_MS = 8_000;
/** The reads that were in flight at a SlowDown get more of them; they halve the limit once. */
const SAME_SLOW_DOWN_MS = 250;
/** The limit grows fast again when there was no SlowDown for this long. */
const CALM_AFTER_MS = 10_000;

/** The bodies of one bucket in memory. The header of an hour of video has some MiB, where a picture takes 16 KiB. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Grows while the bucket answers as fast as before, halves at a SlowDown and recovers within 10 s. */
export function createAdaptiveLimit({ start, most }: LimitBounds, now: () => number): AdaptiveLimit {
  let limit = start;
  /** Until reads took longer than at their fastest. */
  let isFirstClimb = true;
  let fastestMs = Number.POSITIVE_INFINITY;
  let window = { since: now(), reads: 0, totalMs: 0, bytes: 0, wasFull: false };
  /** The limit at which S3 answered SlowDown, and when it did so last. */
  let slowed = { limit: 0, at: Number.NEGATIVE_INFINITY };

  const decide = (elapsedMs: number) => {
    const averageMs = window.totalMs / window.reads;
    if (averageMs < fastestMs) fastestMs = averageMs;
    else if (limit <= start) fastestMs += (averageMs - fastestMs) * FORGOTTEN_A_WINDOW;
    const isCalm = now() - slowed.at > CALM_AFTER_MS;
    const isFast = averageMs < fastestMs * GROW_BELOW;
    const growth = isFirstClimb ? FIRST_GROWTH : GROWTH;
    if (!isCalm || !isFast) isFirstClimb = false;
    if (!isCalm) limit = Math.min(most, limit + ((slowed.limit / 2) * elapsedMs) / RECOVERY_MS);
    else if (isFast && window.wasFull) limit = Math.min(most, limit * growth);
    else if (averageMs > fastestMs * SHRINK_ABOVE && limit > start) limit = Math.max(start, limit * SHRINKAGE);
    const inMemory = (MOST_BYTES * window.reads) / window.bytes;
    if (limit > inMemory && limit > start) limit = Math.max(start, inMemory);
  };

  return {
    get value() {
      return Math.floor(limit);
    },
    succeeded({ tookMs, bytes }, wasFull) {
      window.reads += 1;
      window.totalMs += tookMs;
      window.bytes += bytes;
      window.wasFull ||= wasFull;
      const elapsedMs = now() - window.since;
      if (elapsedMs < (isFirstClimb ? FIRST_WINDOW_MS : WINDOW_MS) || window.reads < READS_A_WINDOW) return;
      decide(Math.min(elapsedMs, CALM_AFTER_MS));
      window = { since: now(), reads: 0, totalMs: 0, bytes: 0, wasFull: false };
    },
    slowedDown() {
      const sinceMs = now() - slowed.at;
      if (sinceMs < SAME_SLOW_DOWN_MS) return;
      slowed = { limit: sinceMs > CALM_AFTER_MS ? limit : Math.max(limit, slowed.limit), at: now() };
      limit = Math.max(1, limit / 2);
    },
  };
}
