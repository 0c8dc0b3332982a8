/** A bucket for each key: holds `burst` tokens at most, and gains `perSecond` of them. */
export interface TokenBuckets {
  /** Seconds until the bucket of `key` holds this number of tokens; 0 when it already does. */
  secondsUntil(key: string, tokens: number): number;
  /** Takes tokens without a check; call `secondsUntil` first. */
  take(key: string, tokens: number): void;
}

/** Above this number of buckets, full ones are dropped: a full bucket equals a new one. */
const SWEEP_ABOVE = 10_000;

/** @param now  a monotonic clock, in milliseconds */
export function createTokenBuckets(options: { perSecond: number; burst: number; now?: () => number }): TokenBuckets {
  const { perSecond, burst, now = () => performance.now() } = options;
  const buckets = new Map<string, { tokens: number; at: number }>();
  let sweepAbove = SWEEP_ABOVE;

  function tokensOf(key: string): number {
    const bucket = buckets.get(key);
    return bucket ? Math.min(burst, bucket.tokens + ((now() - bucket.at) / 1_000) * perSecond) : burst;
  }

  function sweep(): void {
    for (const key of buckets.keys()) if (tokensOf(key) >= burst) buckets.delete(key);
    sweepAbove = Math.max(SWEEP_ABOVE, buckets.size * 2);
  }

  return {
    secondsUntil(key, tokens) {
      const missing = Math.min(tokens, burst) - tokensOf(key);
      return missing > 0 ? missing / perSecond : 0;
    },
    take(key, tokens) {
      buckets.set(key, { tokens: tokensOf(key) - Math.min(tokens, burst), at: now() });
      if (buckets.size > sweepAbove) sweep();
    },
  };
}
