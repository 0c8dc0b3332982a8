import type { Caller } from '@bucket-sync/shared/auth';
import { AppError } from '@bucket-sync/shared/errors';
import { parsePatterns, type TypedPatterns } from '@bucket-sync/shared/patterns';
import { Problem, problem } from '@bucket-sync/shared/problem';
import { archiveOf } from '../domain/comparing.ts';
import { notHealthy } from '../domain/not-healthy.ts';
import type { BucketLister, ConnectionView, FileContent, RunLedger } from '../domain/ports.ts';
import { createTally, type PreviewedPage, type PreviewTally, type SyncPreviewCounts } from '../domain/preview-tally.ts';
import type { ListedObject, Verdict } from '../domain/verdict.ts';
import { comparePage } from './listing/compare-page.ts';
import { createObjectFilter } from './listing/included-objects.ts';

export interface PreviewSyncParts {
  ledger: RunLedger;
  lister: BucketLister;
  findConnection: (caller: Caller, id: string) => Promise<ConnectionView | null>;
  dataRowsLeft: (caller: Caller) => Promise<number>;
  contentsInDataset: (caller: Caller, datasetId: string, contents: readonly FileContent[]) => Promise<boolean[]>;
  kindByName: (key: string) => 'IMAGE' | 'VIDEO' | 'OTHER';
  verdictWithoutReading: (object: ListedObject) => Verdict | null;
  dataRowPrices: { image: number; video: number };
  now: () => number;
}

export interface SyncPreview extends SyncPreviewCounts {
  dataRowsLeft: number;
}

/** Half of the gateway's deadline for a request: 5 seconds list some 50,000 objects. */
const TIME_BUDGET_MS = 5_000;

/**
 * Lists the bucket as far as the time budget allows. It reads no objects and changes nothing.
 *
 * @param typed  patterns that replace those of the connection
 */
export async function previewSync(
  parts: PreviewSyncParts,
  caller: Caller,
  connectionId: string,
  typed: TypedPatterns = {},
): Promise<SyncPreview | Problem> {
  const patterns = parsePatterns(typed);
  if (patterns instanceof Problem) return patterns;
  const connection = await parts.findConnection(caller, connectionId);
  if (!connection) return problem('NOT_FOUND', 'There is no connection by this id.', 'connectionId');
  if (!connection.isHealthy) return notHealthy(connection);
  const left = parts.dataRowsLeft(caller);
  // This promise is awaited after the listing. Without a handler an earlier rejection would end the process.
  left.catch(() => {});
  const mayFit = (object: ListedObject) => parts.verdictWithoutReading(object) === null && archiveOf(object) === null;
  const tally = createTally({ ...parts, mayFit });
  const duplicates = createDuplicateCount((contents) =>
    parts.contentsInDataset(caller, connection.datasetId, contents),
  );
  const includedOf = createObjectFilter({ ...connection.keyRule, ...patterns });
  const target = { organizationId: caller.organizationId, connectionId, runId: null };
  const previewPage = async (after: string | null): Promise<PreviewedPage> => {
    const compared = await comparePage(parts, target, after, includedOf);
    return { ...compared, duplicateCount: await duplicates.countIn(compared.comparison.fresh.filter(mayFit)) };
  };
  try {
    await countPages(parts, previewPage, tally);
  } catch (error) {
    if (!(error instanceof AppError) || error.category !== 'CUSTOMER') throw error;
    return problem('CONNECTION_NOT_HEALTHY', `${error.message} (${error.fields.cause ?? error.code}).`, 'connectionId');
  }
  return { ...tally.preview(), dataRowsLeft: await left };
}

/** Counts pages until the listing is complete or the time is up. A page that arrives later is not counted. */
async function countPages(
  parts: Pick<PreviewSyncParts, 'now'>,
  previewPage: (after: string | null) => Promise<PreviewedPage>,
  tally: PreviewTally,
): Promise<void> {
  const deadline = parts.now() + TIME_BUDGET_MS;
  for (let after: string | null = null; ; ) {
    const result: PreviewedPage | 'TOO_LATE' = await withinTime(previewPage(after), deadline - parts.now());
    if (result === 'TOO_LATE') return;
    tally.add(result);
    if (result.page.next === null) return;
    after = result.page.next;
  }
}

/** Counts files whose bytes the dataset has, or an earlier file of the preview. */
function createDuplicateCount(areInDataset: (contents: readonly FileContent[]) => Promise<boolean[]>) {
  const seen = new Set<string>();
  return {
    async countIn(objects: readonly FileContent[]): Promise<number> {
      const first = objects.filter(({ etag, sizeBytes }) => {
        const content = `${sizeBytes} ${etag}`;
        return !seen.has(content) && seen.add(content);
      });
      if (first.length === 0) return objects.length;
      const found = await areInDataset(first.map(({ etag, sizeBytes }) => ({ etag, sizeBytes })));
      return objects.length - first.length + found.filter(Boolean).length;
    },
  };
}

async function withinTime<T>(work: Promise<T>, ms: number): Promise<T | 'TOO_LATE'> {
  // A rejection after the deadline has no other handler, and must not end the process.
  work.catch(() => {});
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'TOO_LATE'>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms), 'TOO_LATE');
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
