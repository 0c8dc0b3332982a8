import type { Caller } from '@bucket-sync/shared/auth';
import { AppError, codeOf } from '@bucket-sync/shared/errors';
import { compare } from '../domain/comparing.ts';
import { keySample } from '../domain/key-sample.ts';
import type { BucketLister, ConnectionView, RunLedger } from '../domain/ports.ts';
import { type Problem, problem } from '../domain/problem.ts';

export interface PreviewSyncParts {
  ledger: RunLedger;
  lister: BucketLister;
  findConnection: (caller: Caller, id: string) => Promise<ConnectionView | null>;
  dataRowsLeft: (caller: Caller) => Promise<number>;
  kindByName: (key: string) => 'IMAGE' | 'VIDEO' | 'OTHER';
  dataRowPrices: { image: number; video: number };
  now: () => number;
}

export interface SyncPreview {
  objectCount: number;
  isComplete: boolean;
  totalBytes: number;
  imageCount: number;
  videoCount: number;
  otherCount: number;
  sampleKeys: string[];
  newCount: number;
  changedCount: number;
  unchangedCount: number;
  missingCount: number;
  dataRowsNeeded: number;
  dataRowsLeft: number;
}

/** Half of the gateway's deadline for a request: 5 seconds list some 50,000 objects. */
const TIME_BUDGET_MS = 5_000;

/** Looks at the bucket as far as the time budget goes; reads listings only and changes nothing. */
export async function previewSync(
  parts: PreviewSyncParts,
  caller: Caller,
  connectionId: string,
): Promise<SyncPreview | Problem> {
  const connection = await parts.findConnection(caller, connectionId);
  if (!connection) return problem('NOT_FOUND', 'There is no connection by this id', 'connectionId');
  const left = parts.dataRowsLeft(caller);
  try {
    const preview = await lookAround(parts, { organizationId: caller.organizationId, connectionId, runId: null });
    return { ...preview, dataRowsLeft: await left };
  } catch (error) {
    await left.catch(() => {});
    if (!(error instanceof AppError) || error.category !== 'CUSTOMER') throw error;
    return problem('CONNECTION_NOT_HEALTHY', `${error.message} (${codeOf(error)})`, 'connectionId');
  }
}

async function lookAround(
  parts: PreviewSyncParts,
  target: { organizationId: string; connectionId: string; runId: null },
): Promise<Omit<SyncPreview, 'dataRowsLeft'>> {
  const deadline = parts.now() + TIME_BUDGET_MS;
  const sample = keySample();
  const seen = { objectCount: 0, totalBytes: 0, imageCount: 0, videoCount: 0, otherCount: 0 };
  const compared = { newCount: 0, changedCount: 0, unchangedCount: 0, missingCount: 0 };
  let dataRowsNeeded = 0;
  let after: string | null = null;
  let isComplete = false;
  while (!isComplete && parts.now() < deadline) {
    const page = await parts.lister.listPage(target, after);
    const comparison = compare(page.objects, await parts.ledger.knownRange(target, after, page.next));
    seen.objectCount += page.objects.length + page.unstorableCount;
    seen.otherCount += page.unstorableCount;
    for (const object of page.objects) {
      const kind = parts.kindByName(object.key);
      seen.totalBytes += object.sizeBytes;
      if (kind === 'IMAGE') seen.imageCount += 1;
      else if (kind === 'VIDEO') seen.videoCount += 1;
      else seen.otherCount += 1;
      sample.add(object.key);
    }
    // Those left out for want of data rows need them now, as new ones do.
    const wanting = comparison.unsettled.filter((object) => comparison.quotaSkipped.has(object.key));
    for (const { key } of [...comparison.fresh, ...wanting]) {
      const kind = parts.kindByName(key);
      if (kind === 'IMAGE') dataRowsNeeded += parts.dataRowPrices.image;
      if (kind === 'VIDEO') dataRowsNeeded += parts.dataRowPrices.video;
    }
    compared.newCount += comparison.fresh.length;
    compared.changedCount += comparison.changed.length;
    compared.unchangedCount += comparison.unchangedCount + comparison.unsettled.length;
    compared.missingCount += comparison.missingKeys.length;
    after = page.next;
    isComplete = page.next === null;
  }
  return { ...seen, ...compared, isComplete, sampleKeys: sample.keys(), dataRowsNeeded };
}
