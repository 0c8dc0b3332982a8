import type { InspectionDue } from '@bucket-sync/shared/contracts';
import { type ReadAnswer, waitingForAws } from './read-answer.ts';
import type { ListedObject } from './verdict.ts';

/** An object without a verdict. It is read again later, separately from its batch. */
export interface DeferredObject {
  object: ListedObject;
  /** The number of failed rounds; 0 while no read of the object failed. */
  failures: number;
  /** AWS's last answer; null while no read failed. */
  answer: ReadAnswer | null;
}

/** The fields that identify a batch. */
export interface BatchNames extends Pick<InspectionDue, 'withdraw' | 'renames' | 'isRecheck'> {
  organizationId: string;
  connectionId: string;
  datasetId: string;
  runId: string;
  runOrdinal: number;
  batchId: string;
}

/** Objects that were split off one batch. They form a new batch, which waits until it is due. */
export interface DeferredBatch {
  names: BatchNames;
  objects: DeferredObject[];
  /** How long its objects have waited for a verdict since the first deferral. */
  waitedMs: number;
}

/**
 * Pauses after each failed round. They add up to 19 s, and each of the four rounds takes at most 10 s. So an object is
 * skipped in less than a minute, even if AWS never answers.
 */
const PAUSES_MS = [2_000, 5_000, 12_000] as const;
/** The pause while all reads fail, and for objects of which no read failed. */
const WAIT_MS = { OUTAGE: 15_000, TURN: 1_000 };

/** The object failed in every round. It is skipped as soon as other objects can be read. */
export const isExhausted = ({ failures }: DeferredObject) => failures > PAUSES_MS.length;

/** The pause before the objects are read again. The object with the most failed rounds decides. */
export function pauseMsOf(objects: readonly DeferredObject[]): number {
  const failures = Math.max(...objects.map((each) => each.failures));
  if (failures === 0) return WAIT_MS.TURN;
  return PAUSES_MS[failures - 1] ?? WAIT_MS.OUTAGE;
}

/** What the run waits for, as a person reads it in its progress; null while no read failed. */
export function waitingForOf(objects: readonly DeferredObject[]): string | null {
  const failed = objects.find(({ answer }) => answer !== null);
  if (!failed?.answer) return null;
  const others = objects.length - 1;
  const more = others === 0 ? '' : ` and ${others} other file${others === 1 ? '' : 's'}`;
  return waitingForAws(failed.answer, `${failed.object.key}${more}`);
}

/** How many batches may be claimed. */
export interface FreeLanes {
  /** By any organization. */
  shared: number;
  /** All free lanes. Those that are not shared are for organizations with fewer than `reserved` lanes. */
  all: number;
  reserved: number;
  /** The lanes that each organization has. */
  taken: ReadonlyMap<string, number>;
}
