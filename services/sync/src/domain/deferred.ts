import type { InspectionDue } from '@bucket-sync/shared/contracts';
import type { BucketTarget } from './ports.ts';
import { type ReadAnswer, waitingForAws } from './read-answer.ts';
import type { ListedObject } from './verdict.ts';

/** An object without a verdict: it is read again later, apart from its batch. */
export interface DeferredObject {
  object: ListedObject;
  /** Rounds of reads that failed; 0 while the object only waits for its turn. */
  failures: number;
  /** AWS's last answer; null while no read failed. */
  answer: ReadAnswer | null;
}

/** What identifies a batch, whatever happens to its objects. */
export interface BatchNames extends Pick<InspectionDue, 'withdraw' | 'renames' | 'isRecheck'> {
  organizationId: string;
  connectionId: string;
  datasetId: string;
  runId: string;
  runOrdinal: number;
  batchId: string;
}

/** Objects that were split off one batch. They are a batch of their own, and wait until they are due. */
export interface DeferredBatch {
  names: BatchNames;
  objects: DeferredObject[];
  /** How long its objects wait for a verdict, from the first deferral on. */
  waitedMs: number;
}

/**
 * Pauses after each failed round. An object has its last round after 19 s of pauses. A round takes at most 6 s, so an
 * object is blamed in less than a minute, even if AWS never answers.
 */
const PAUSES_MS = [2_000, 5_000, 12_000] as const;
/** While AWS fails across the board, and for objects that only wait for their turn. */
const WAIT_MS = { OUTAGE: 15_000, TURN: 1_000 };

/** The object had all its rounds: it is blamed as soon as other objects can be read. */
export const isExhausted = ({ failures }: DeferredObject) => failures > PAUSES_MS.length;

/** The pause before the objects are read again. Those that failed most decide. */
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

/** Where batches wait whose objects could not be read yet. */
export interface DeferredBatches {
  /**
   * Splits objects off a batch into one of their own. Objects are split off at most once, however often the batch is
   * delivered.
   *
   * @returns false when nothing may be sent for the batch: its run has ended, or it is tallied already
   */
  splitOff(names: BatchNames, objects: readonly DeferredObject[], waitedMs: number): Promise<boolean>;
  /** Takes batches that are due, at most `limit`. Each is due again after 30 s, unless it is postponed or closed. */
  claim(limit: number): Promise<DeferredBatch[]>;
  /** Makes a claimed batch due again. Nothing of it was decided. */
  postpone(names: BatchNames, objects: readonly DeferredObject[]): Promise<void>;
  /** Deletes a claimed batch: its verdicts were sent. */
  close(names: BatchNames): Promise<void>;
}

/** Tells whether AWS fails for single objects or across the board. */
export interface ReadHealth {
  succeeded(target: BucketTarget): void;
  failed(target: BucketTarget, key: string): void;
  /** False while reads of the connection fail across the board. */
  mayRead(target: BucketTarget): Promise<boolean>;
  /** True when another object of the connection could be read just now. */
  canReadOthers(target: BucketTarget): Promise<boolean>;
}
