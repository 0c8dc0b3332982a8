import { objectsPerSecondOf } from '../recent-rate.ts';
import type { Run } from '../run/run.ts';

type Running = Pick<Run, 'counts' | 'rate' | 'startedAt'>;

/**
 * A page. CPU of an object in all processes: 215 µs in batches of 250, 205 in batches of 500, 178 in batches of 1,000.
 */
const MOST_OBJECTS = 1_000;
const FEWEST_OBJECTS = 250;
/** In a slow bucket, a smaller batch keeps the progress live, and is read within the time limit of its round. */
const SECONDS_A_BATCH = 0.25;
/**
 * Enough work for several inspectors. The first batch of another bucket behind them waits only seconds: 2 s at 4,000
 * objects a second.
 */
const OBJECTS_IN_FLIGHT = 8_000;
/** In a later sync most pages have few new objects, and so have most batches. */
const MOST_BATCHES = 32;

/** The most objects of a batch. */
export function objectsABatch({ rate, startedAt }: Running): number {
  const perSecond = objectsPerSecondOf(rate, startedAt);
  if (perSecond === 0) return MOST_OBJECTS;
  return Math.round(Math.min(MOST_OBJECTS, Math.max(FEWEST_OBJECTS, perSecond * SECONDS_A_BATCH)));
}

/** The share of the listed objects that had to be inspected so far. */
export function shareOfNew({ counts: { listed, unchanged } }: Running): number {
  return listed > 0 ? 1 - unchanged / listed : 1;
}

/** How many batches of a run are inspected at the same time. */
export function batchesInFlight(run: Running): number {
  const objects = Math.max(1, objectsABatch(run) * shareOfNew(run));
  return Math.min(MOST_BATCHES, Math.round(OBJECTS_IN_FLIGHT / objects));
}
