import { createRequestWindow } from '../src/domain/listing/request-window.ts';
import type { OpenedSlice } from '../src/domain/listing/slice.ts';
import type { BucketLister, BucketTarget } from '../src/domain/ports.ts';
import { listRanges } from '../src/usecases/listing/list-ranges.ts';

/** Lists a whole bucket as a slice of a run does, without hints; nothing is compared or recorded. @returns its size */
export async function listBucket(lister: BucketLister, target: BucketTarget): Promise<number> {
  let count = 0;
  const comparison: Parameters<typeof listRanges>[0]['comparison'] = {
    // biome-ignore lint/correctness/useYield: no part is recorded
    async *compare({ objects }) {
      count += objects.length;
    },
  };
  const recorder: Parameters<typeof listRanges>[0]['recorder'] = {
    addSplit: () => {},
    addRequests: () => {},
    waiting: () => 0,
    whenRecorded: () => {},
    hasEnded: () => false,
    flush: async () => {},
    add: () => {},
  };
  const opened: Pick<OpenedSlice, 'ranges' | 'nextRange'> = {
    ranges: [{ id: 0, after: null, upTo: null, parts: 0, listed: [], isListedWhole: true }],
    nextRange: 1,
  };
  const window = createRequestWindow(() => performance.now());
  const mayRequest = () => 'YES' as const;
  await listRanges({ lister, window, comparison, recorder, mayRequest, target }, opened, new AbortController().signal);
  return count;
}
