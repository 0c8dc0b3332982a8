/** Finished objects a second, weighted towards the last 15 seconds. */
export interface RecentRate {
  perSecond: number;
  /** When the last object finished; null before the first. */
  at: Date | null;
}

/** Half a minute separates slow runs from fast ones and still smooths over batches of 250 objects. */
const WINDOW_SECONDS = 15;
/** A run in which no object finishes for this long is stuck: its remaining time is unknown. */
const STUCK_AFTER_MS = 15_000;

/** The rate after `count` more objects have finished. */
export function rateAfter(rate: RecentRate, count: number, now: Date): RecentRate {
  if (count <= 0) return rate;
  const seconds = rate.at ? Math.max(0, (now.getTime() - rate.at.getTime()) / 1000) : Number.POSITIVE_INFINITY;
  return { perSecond: rate.perSecond * Math.exp(-seconds / WINDOW_SECONDS) + count / WINDOW_SECONDS, at: now };
}

/**
 * Objects a second at the time of the last progress.
 *
 * @param startedAt  for a run younger than the window, the rate covers its whole time
 */
export function objectsPerSecondOf(rate: RecentRate, startedAt: Date | null): number {
  if (!rate.at || !startedAt) return 0;
  const age = Math.max(0.25, (rate.at.getTime() - startedAt.getTime()) / 1000);
  return rate.perSecond / (1 - Math.exp(-age / WINDOW_SECONDS));
}

/** The time for `left` more objects; null while no object finishes. */
export function secondsLeftOf(rate: RecentRate, left: number, startedAt: Date | null, now: Date): number | null {
  const perSecond = objectsPerSecondOf(rate, startedAt);
  if (!rate.at || perSecond <= 0 || now.getTime() - rate.at.getTime() > STUCK_AFTER_MS) return null;
  return Math.ceil(left / perSecond);
}
