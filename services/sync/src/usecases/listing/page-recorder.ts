import type { InspectionDue } from '@bucket-sync/shared/contracts';
import { batchesOf } from '../../domain/listing/batches.ts';
import type { OpenedSlice, RangeSplit, RecordedPart } from '../../domain/listing/slice.ts';
import type { RunLedger } from '../../domain/ports.ts';
import type { Run } from '../../domain/run/run.ts';
import type { ListedObject } from '../../domain/verdict.ts';
import type { ComparedPart } from './compare-piece.ts';

/** Records parts of a listing. Parts that are ready at the same time share one transaction. */
export interface PageRecorder {
  addSplit(split: RangeSplit): void;
  addRequests(count: number): void;
  add(range: number, part: ComparedPart): void;
  /** Parts that are not recorded yet. */
  waiting(): number;
  /** Calls `listener` after each transaction, and when one has failed. */
  whenRecorded(listener: () => void): void;
  /** The run as of the last record. */
  run(): Run;
  /** Another process holds the slice, or the run has ended. */
  hasEnded(): boolean;
  /** Resolves once everything is recorded. @throws what a record threw */
  flush(): Promise<void>;
}

/** More parts in one transaction save nothing, and would lock the run for longer. */
const PARTS_AT_ONCE = 64;

type BatchOptions = Pick<InspectionDue, 'withdraw' | 'renames' | 'isRecheck'>;

interface WaitingPart {
  recorded: RecordedPart;
  due: ListedObject[];
  rechecked: ListedObject[];
}

export function createPageRecorder(
  ledger: Pick<RunLedger, 'recordPages'>,
  opened: OpenedSlice,
  options: { due: BatchOptions; rechecked: BatchOptions },
): PageRecorder {
  const partsOf = new Map(opened.ranges.map(({ id, parts }) => [id, parts]));
  let { run } = opened;
  let splits: RangeSplit[] = [];
  const parts: WaitingPart[] = [];
  let requestCount = 0;
  let inRecord = 0;
  let hasEnded = false;
  let recording: Promise<void> | null = null;
  let failure: unknown;
  let whenRecorded = () => {};

  const recordAll = async () => {
    // Parts that arrive in the same turn of the event loop join the first transaction.
    await Promise.resolve();
    while (!hasEnded && failure === undefined && parts.length > 0) {
      const group = parts.splice(0, PARTS_AT_ONCE);
      inRecord = group.length;
      const pages = { slice: opened.slice, splits, requestCount, knownChanges: opened.run.knownChanges };
      splits = [];
      requestCount = 0;
      const recorded = group.map((part) => part.recorded);
      const after = await ledger.recordPages({
        ...pages,
        parts: recorded,
        batches: batchesOfGroup(run, group, options),
      });
      inRecord = 0;
      hasEnded = after === null;
      run = after ?? run;
      whenRecorded();
    }
  };

  const start = () => {
    recording ??= recordAll()
      .catch((error: unknown) => {
        failure = error ?? new Error('unknown');
        whenRecorded();
      })
      .finally(() => {
        recording = null;
        if (parts.length > 0 && !hasEnded && failure === undefined) start();
      });
  };

  return {
    addSplit: (split) => splits.push(split),
    addRequests(count) {
      requestCount += count;
    },
    add(range, { due, rechecked, ...compared }) {
      const part = partsOf.get(range) ?? 0;
      partsOf.set(range, part + 1);
      parts.push({ recorded: { ...compared, range, part }, due, rechecked });
      start();
    },
    waiting: () => parts.length + inRecord,
    whenRecorded(listener) {
      whenRecorded = listener;
    },
    run: () => run,
    hasEnded: () => hasEnded || failure !== undefined,
    async flush() {
      while (recording) await recording;
      if (failure !== undefined) throw failure;
    },
  };
}

/** The batches of parts that are recorded together. Their ids follow from the first part, which is recorded once. */
function batchesOfGroup(
  run: Run,
  group: readonly WaitingPart[],
  options: { due: BatchOptions; rechecked: BatchOptions },
): InspectionDue[] {
  const { range, part } = group[0]!.recorded;
  const name = `${run.id}.${range}.${part}`;
  const due = group.flatMap((each) => each.due);
  const rechecked = group.flatMap((each) => each.rechecked);
  return [
    ...batchesOf(run, due, options.due, (index) => `${name}.${index}`),
    ...batchesOf(run, rechecked, options.rechecked, (index) => `${name}.recheck.${index}`),
  ];
}
