/** Tells whether one more request is within the limit. */
export type RequestLimit = () => boolean;

/** @param perSecond  requests a second, of which a tenth may come at once; 0 is no limit */
export function requestLimit(perSecond: number): RequestLimit {
  if (perSecond === 0) return () => true;
  const burst = perSecond / 10;
  let tokens = burst;
  let filledAt = performance.now();
  return () => {
    const time = performance.now();
    tokens = Math.min(burst, tokens + ((time - filledAt) / 1_000) * perSecond);
    filledAt = time;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
