import type { InspectionDue } from '@bucket-sync/shared/contracts';
import { objectsPerSecondOf } from '../recent-rate.ts';
import type { Run } from '../run/run.ts';
import type { ListedObject } from '../verdict.ts';

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
/**
 * Below this rate the bucket is slower than our processes, and each of them needs a batch that waits. At 500 ms a read,
 * two processes read 3,480 objects a second with 12,000 in flight and 3,350 with 8,000. A fast bucket gains nothing by
 * more in flight, and takes more memory.
 */
const SLOW_PER_SECOND = 5_000;
const OBJECTS_IN_FLIGHT_WHERE_SLOW = 12_000;
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
  const perSecond = objectsPerSecondOf(run.rate, run.startedAt);
  const isSlow = perSecond > 0 && perSecond < SLOW_PER_SECOND;
  const objects = Math.max(1, objectsABatch(run) * shareOfNew(run));
  return Math.min(MOST_BATCHES, Math.round((isSlow ? OBJECTS_IN_FLIGHT_WHERE_SLOW : OBJECTS_IN_FLIGHT) / objects));
}

/**
 * Cuts objects into batches to inspect.
 *
 * @param idOf  the id of a batch by its index. For objects that may be cut again after a crash it must be the same
 */
export function batchesOf(
  run: Run,
  objects: readonly ListedObject[],
  options: Pick<InspectionDue, 'withdraw' | 'renames' | 'isRecheck'>,
  idOf: (index: number) => string,
): InspectionDue[] {
  const mostObjects = objectsABatch(run);
  return Array.from({ length: Math.ceil(objects.length / mostObjects) }, (_, index) => ({
    organizationId: run.organizationId,
    connectionId: run.connectionId,
    datasetId: run.datasetId,
    runId: run.id,
    runOrdinal: run.ordinal,
    batchId: idOf(index),
    ...options,
    objects: objects.slice(index * mostObjects, (index + 1) * mostObjects),
  }));
}
