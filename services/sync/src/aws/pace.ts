import pLimit from 'p-limit';

/** How many reads are under way in this process, and fewer of them while S3 asks us to go slower. */
export interface Pace {
  run<T>(work: () => Promise<T>): Promise<T>;
  /** S3 said SlowDown. */
  slower(): void;
  /** A read went well. */
  faster(): void;
}

/** After so many good reads one more may be under way: from 1 back to 64 takes some 6,000 reads, seconds of work. */
const GOOD_READS_A_STEP = 100;

/** Halves at each SlowDown and grows one by one, as TCP does: many processes then share what S3 grants. */
export function createPace(most: number): Pace {
  const limit = pLimit(most);
  let good = 0;
  return {
    run: (work) => limit(work),
    slower() {
      good = 0;
      limit.concurrency = Math.max(1, Math.floor(limit.concurrency / 2));
    },
    faster() {
      if (limit.concurrency >= most) return;
      good += 1;
      if (good % GOOD_READS_A_STEP === 0) limit.concurrency += 1;
    },
  };
}
