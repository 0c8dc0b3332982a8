import { createPieceCutter, type PieceCutter } from '../../domain/listing/cut-pieces.ts';
import { createListingPlan, type PageRequest } from '../../domain/listing/listing-plan.ts';
import type { RequestWindow } from '../../domain/listing/request-window.ts';
import type { OpenedSlice } from '../../domain/listing/slice.ts';
import type { BucketLister, BucketTarget, ListedPage } from '../../domain/ports.ts';
import { isAwsOutage } from '../../domain/read-answer.ts';
import { answerWithin } from './answer-deadline.ts';
import type { createPieceComparison } from './compare-piece.ts';
import type { PageRecorder } from './page-recorder.ts';

export interface ListRangesParts {
  lister: BucketLister;
  window: RequestWindow;
  comparison: ReturnType<typeof createPieceComparison>;
  recorder: Omit<PageRecorder, 'run'>;
  /** Whether one more page may be requested. WAIT: not before some of the pages in flight are recorded. */
  mayRequest(pagesInFlight: number): 'YES' | 'WAIT' | 'END';
  target: BucketTarget;
}

/**
 * The next slices of the partition may belong to other connections, and they wait. S3 lists a page in a fraction of a
 * second, or in seconds when a versioned bucket has many delete markers.
 */
const PAGE_DEADLINE_MS = 10_000;
/**
 * Parts that may wait to be compared and recorded. With 96, 400,000 keys of which 1,200 changed take 23 MB more and
 * 0.1 s less; with 24 a listing without changes takes longer.
 */
const MOST_WAITING = 48;

/**
 * Lists ranges at the same time, until all are listed or `mayRequest` says END. Then it waits for what is in flight
 * and records it.
 *
 * @throws AppError when S3 answers no page at all, or refuses one for good; what was listed before is recorded
 */
export async function listRanges(
  parts: ListRangesParts,
  opened: Pick<OpenedSlice, 'ranges' | 'nextRange'>,
  signal: AbortSignal,
): Promise<void> {
  const work = createRangeWork(parts, opened, signal);
  parts.recorder.whenRecorded(work.fill);
  await work.done;
  await work.compared();
  await parts.recorder.flush();
  const failure = work.failure();
  if (failure !== null) throw failure.error;
}

async function requestPage(
  { lister, window, target }: ListRangesParts,
  after: string | null,
  signal: AbortSignal,
): Promise<ListedPage> {
  const deadline = answerWithin(PAGE_DEADLINE_MS, signal);
  const whilePausing = (pause: Promise<void>) => {
    window.backOff();
    return pause;
  };
  try {
    return await lister.listPage(target, after, { signal: deadline.signal, whilePausing });
  } catch (error) {
    throw deadline.errorOf(error);
  }
}

function createRangeWork(
  parts: ListRangesParts,
  opened: Pick<OpenedSlice, 'ranges' | 'nextRange'>,
  signal: AbortSignal,
) {
  const { window, comparison, recorder } = parts;
  const plan = createListingPlan(
    opened.ranges.map(({ id, after, upTo, listed }) => {
      const ends = listed.flatMap(({ toKey }) => (toKey === null || toKey === upTo ? [] : [toKey]));
      return { id, after, upTo, boundaries: ends, isKnown: listed.length > 0 };
    }),
    opened.nextRange,
  );
  const cutters = new Map<number, PieceCutter>(opened.ranges.map((range) => [range.id, createPieceCutter(range)]));
  const comparing = new Map<number, Promise<void>>();
  const done = Promise.withResolvers<void>();
  let inFlight = 0;
  let uncompared = 0;
  let hasSucceeded = false;
  let isStopping = false;
  let failure: { error: unknown } | null = null;

  const fail = (error: unknown) => {
    failure ??= { error };
  };

  const fill = () => {
    if (signal.aborted) fail(signal.reason);
    while (!isStopping && failure === null && !recorder.hasEnded()) {
      const unrecorded = uncompared + recorder.waiting();
      if (unrecorded >= MOST_WAITING || inFlight >= window.size()) return;
      const may = parts.mayRequest(inFlight + unrecorded);
      if (may === 'WAIT') return;
      isStopping = may === 'END';
      const request = isStopping ? null : plan.next();
      if (!request) break;
      inFlight += 1;
      void list(request).finally(() => {
        inFlight -= 1;
        fill();
      });
    }
    if (inFlight === 0) done.resolve();
  };

  const list = async (request: PageRequest): Promise<void> => {
    const { range, after, split } = request;
    if (split) {
      recorder.addSplit(split);
      cutters.set(range, cutters.get(split.range)!.divide(split.at));
    }
    try {
      const listed = await requestPage(parts, after, signal);
      window.succeeded();
      hasSucceeded = true;
      receive(range, listed);
    } catch (error) {
      window.backOff();
      plan.failed(range);
      // While other pages succeed, S3 refuses or loses single requests.
      if (!hasSucceeded || !isAwsOutage(error)) fail(error);
    }
  };

  const receive = (range: number, listed: ListedPage) => {
    recorder.addRequests(1);
    const page = plan.received(range, listed);
    const cutter = cutters.get(range)!;
    const pieces = cutter.add(page);
    if (cutter.isSpent()) plan.pause(range);
    if (page.isLast) cutters.delete(range);
    compareInOrder(range, pieces);
  };

  const compareInOrder = (range: number, pieces: ReturnType<PieceCutter['add']>) => {
    if (pieces.length === 0) return;
    uncompared += pieces.length;
    const before = comparing.get(range) ?? Promise.resolve();
    const compared = before.then(async () => {
      for (const piece of pieces) {
        for await (const part of comparison.compare(piece)) recorder.add(range, part);
        uncompared -= 1;
      }
    });
    comparing.set(range, compared);
    compared.catch(fail).finally(fill);
  };

  fill();
  return {
    done: done.promise,
    compared: () => Promise.allSettled(comparing.values()),
    failure: () => failure,
    /** Called when parts were recorded. */
    fill,
  };
}
