import { compareKeys } from '@bucket-sync/shared/aws';
import type { Comparison } from '../../domain/comparing.ts';
import type { BucketLister, BucketTarget, ListedPage, RunLedger } from '../../domain/ports.ts';
import { compareRange } from './compare-range.ts';
import type { ObjectFilter } from './included-objects.ts';

export interface ComparedPage {
  /** Without the excluded objects. */
  page: ListedPage;
  excludedCount: number;
  comparison: Comparison;
}

/**
 * Lists the page after `after` and compares it with the known objects of its range. The page ends early if the range
 * has too many. Memory and statements then stay bounded, even when a bucket of millions is emptied.
 *
 * Objects that `includedOf` excludes are counted only. Known ones among them are missing: their assets are removed.
 */
export async function comparePage(
  parts: { ledger: Pick<RunLedger, 'knownRange'>; lister: BucketLister },
  target: BucketTarget,
  after: string | null,
  includedOf: ObjectFilter,
): Promise<ComparedPage> {
  const listed = await parts.lister.listPage(target, after);
  const objects = await includedOf(listed.objects);
  const { comparison, endsAt } = await compareRange(parts.ledger, target, { after, upTo: listed.next, objects });
  const page = { ...listed, objects };
  const excludedCount = listed.objects.length - objects.length;
  if (endsAt === listed.next) return { page, excludedCount, comparison };
  const isWithin = (key: string) => endsAt === null || compareKeys(key, endsAt) <= 0;
  const within = objects.filter(({ key }) => isWithin(key));
  return {
    page: {
      objects: within,
      unstorableKeys: listed.unstorableKeys.filter(isWithin),
      next: endsAt,
    },
    excludedCount: listed.objects.filter(({ key }) => isWithin(key)).length - within.length,
    comparison,
  };
}
