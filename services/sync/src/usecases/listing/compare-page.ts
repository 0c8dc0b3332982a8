import { compareKeys } from '@bucket-sync/shared/aws';
import { type Comparison, compare } from '../../domain/comparing.ts';
import type { KeyRange } from '../../domain/key-range.ts';
import { countUpTo } from '../../domain/listing/cut-page.ts';
import type { BucketLister, BucketTarget, ListedPage, ReadOptions, RunLedger } from '../../domain/ports.ts';
import type { ListedObject } from '../../domain/verdict.ts';
import type { ObjectFilter } from './included-objects.ts';

export interface ComparedPage {
  /** Without the excluded objects. */
  page: ListedPage;
  excludedCount: number;
  comparison: Comparison;
}

/** The number of known keys that are compared at once. Any number may be missing between two listed keys. */
const KNOWN_AT_ONCE = 5_000;

type KnownRange = Pick<RunLedger, 'knownRange'>;

/**
 * Lists the page after `after` and compares it with the known objects of its range. The page ends early if the range
 * has too many. Memory and statements then stay bounded, even when a bucket of millions is emptied.
 *
 * Objects that `includedOf` excludes are counted only. Known ones among them are missing: their assets are removed.
 */
export async function comparePage(
  parts: { ledger: KnownRange; lister: BucketLister },
  target: BucketTarget,
  after: string | null,
  includedOf: ObjectFilter,
  options?: ReadOptions,
): Promise<ComparedPage> {
  const listed = await parts.lister.listPage(target, after, options);
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

/**
 * Compares the objects of a range with the known ones, as far as these are read at once.
 *
 * @returns `endsAt`: where the comparison ends; `upTo` when it is complete
 */
export async function compareRange(
  ledger: KnownRange,
  target: BucketTarget,
  { after, upTo, objects }: KeyRange & { objects: readonly ListedObject[] },
  isSampled?: (key: string) => boolean,
): Promise<{ comparison: Comparison; endsAt: string | null }> {
  const known = await ledger.knownRange(target, { after, upTo, limit: KNOWN_AT_ONCE });
  const endsAt = known.length < KNOWN_AT_ONCE ? upTo : known.at(-1)!.key;
  const isWhole = endsAt === upTo || endsAt === null;
  const compared = isWhole ? objects : objects.slice(0, countUpTo(objects, endsAt));
  return { comparison: compare(compared, known, isSampled), endsAt };
}
