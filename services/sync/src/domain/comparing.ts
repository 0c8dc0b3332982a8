import { compareKeys } from '@bucket-sync/shared/aws';
import { READ_FAILURES, type SkipReason } from '@bucket-sync/shared/contracts';
import type { ListedObject } from './verdict.ts';

/** An object as of its last verdict. */
export interface KnownObject {
  key: string;
  etag: string;
  sizeBytes: number;
  /** Null when the verdict stands until the object changes. */
  unsettledReason: SkipReason | null;
  /** The storage class in which the object was archived; null for an object that could be read. */
  archivedIn: string | null;
  /** A user reported a broken link to it, and no sync has read it since. */
  isReported: boolean;
  /** The object is already an asset and needs no more data rows. */
  isAsset: boolean;
}

export interface Comparison {
  fresh: ListedObject[];
  changed: ListedObject[];
  /** The object is unchanged, but its last verdict may no longer hold, so it is inspected again. */
  unsettled: ListedObject[];
  /** The objects to inspect that are not assets yet. Each of them uses data rows if it fits. */
  newcomers: ListedObject[];
  /** The unchanged assets that are read again to find out whether they can still be read. */
  rechecked: ListedObject[];
  unchangedCount: number;
  /** The unchanged objects that were skipped by their last verdict. */
  skippedCount: number;
  /** Known, but no longer listed. */
  missingKeys: string[];
}

/** The reason to store with a known object; null when its verdict holds until the object changes. */
export function unsettledReason(reason: SkipReason | null): SkipReason | null {
  if (reason === null) return null;
  // Permissions, KMS keys, restored copies and data rows change while the object stays the same.
  return reason === 'QUOTA_EXCEEDED' || READ_FAILURES.includes(reason) ? reason : null;
}

const ARCHIVE_CLASSES = ['GLACIER', 'DEEP_ARCHIVE'];

/** The storage class of an object that S3 refuses to read until it is restored; null for any other object. */
export function archiveOf({ storageClass, isRestored }: ListedObject): string | null {
  return storageClass !== null && ARCHIVE_CLASSES.includes(storageClass) && !isRestored ? storageClass : null;
}

/**
 * Compares a page of a listing with the known objects of the same range of keys, both in the order of S3.
 *
 * @param listed  sorted by the bytes of the UTF-8 key
 * @param known   all known objects in the range that the page covers, in the same order
 * @param isSampled  whether an unchanged asset is read again
 */
export function compare(
  listed: readonly ListedObject[],
  known: readonly KnownObject[],
  isSampled: (key: string) => boolean = () => false,
): Comparison {
  const result: Comparison = {
    fresh: [],
    changed: [],
    unsettled: [],
    newcomers: [],
    rechecked: [],
    unchangedCount: 0,
    skippedCount: 0,
    missingKeys: [],
  };
  let at = 0;
  for (const object of listed) {
    while (at < known.length && compareKeys(known[at]!.key, object.key) < 0) {
      result.missingKeys.push(known[at]!.key);
      at += 1;
    }
    const twin = known[at];
    if (twin?.key !== object.key) {
      result.fresh.push(object);
      result.newcomers.push(object);
      continue;
    }
    at += 1;
    const group = groupOf(twin, object, result);
    if (!group) {
      result.unchangedCount += 1;
      if (!twin.isAsset) result.skippedCount += 1;
      else if (twin.isReported || isSampled(object.key)) result.rechecked.push(object);
    } else {
      group.push(object);
      if (!twin.isAsset) result.newcomers.push(object);
    }
  }
  for (; at < known.length; at += 1) result.missingKeys.push(known[at]!.key);
  return result;
}

/** Null for an unchanged object that is not inspected again. */
function groupOf(known: KnownObject, listed: ListedObject, result: Comparison): ListedObject[] | null {
  if (known.etag !== listed.etag || known.sizeBytes !== listed.sizeBytes) return result.changed;
  return isDueAgain(known, listed) ? result.unsettled : null;
}

function isDueAgain(known: KnownObject, listed: ListedObject): boolean {
  const archive = archiveOf(listed);
  // The ETag stays the same when a lifecycle rule archives an object or a restored copy expires.
  if (archive !== known.archivedIn) return true;
  if (known.unsettledReason === null) return false;
  return !(known.unsettledReason === 'ARCHIVED' && archive !== null);
}
