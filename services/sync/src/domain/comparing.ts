import type { SkipReason } from '@bucket-sync/shared/contracts';
import type { ListedObject } from './verdict.ts';

/** What is known of an object since its last verdict. */
export interface KnownObject {
  key: string;
  etag: string;
  sizeBytes: number;
  /** Null when the verdict stands until the object changes. */
  unsettledReason: SkipReason | null;
}

export interface Comparison {
  fresh: ListedObject[];
  changed: ListedObject[];
  /** Unchanged, but its last verdict may have become another: it is inspected again. */
  unsettled: ListedObject[];
  /** Of these, the keys that were left out for want of data rows. */
  quotaSkipped: Set<string>;
  unchangedCount: number;
  /** Known, and not listed any more. */
  missingKeys: string[];
}

/** Verdicts that may change though the object does not: rights, restored archives, the next month's data rows. */
const UNSETTLED: readonly SkipReason[] = [
  'ARCHIVED',
  'KMS_DENIED',
  'READ_DENIED',
  'CHANGED_DURING_SYNC',
  'GONE_DURING_SYNC',
  'QUOTA_EXCEEDED',
];

/** The reason to keep with a known object, null when its verdict is settled. */
export function unsettledReason(reason: SkipReason | null): SkipReason | null {
  return reason !== null && UNSETTLED.includes(reason) ? reason : null;
}

const ARCHIVE_CLASSES = ['GLACIER', 'DEEP_ARCHIVE'];

/** True for an object that S3 refuses to read until somebody restores it. */
export function isArchived(object: ListedObject): boolean {
  return ARCHIVE_CLASSES.includes(object.storageClass ?? '') && !object.isRestored;
}

/**
 * Merges a page of a listing with what is known of the same range of keys, both in the order of S3.
 *
 * @param listed  sorted by the bytes of the UTF-8 key
 * @param known   everything known in the range that the page covers, in the same order
 */
export function compare(listed: readonly ListedObject[], known: readonly KnownObject[]): Comparison {
  const result: Comparison = {
    fresh: [],
    changed: [],
    unsettled: [],
    quotaSkipped: new Set(),
    unchangedCount: 0,
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
      continue;
    }
    at += 1;
    if (twin.etag !== object.etag || twin.sizeBytes !== object.sizeBytes) result.changed.push(object);
    else if (needsAnotherLook(twin, object)) {
      result.unsettled.push(object);
      if (twin.unsettledReason === 'QUOTA_EXCEEDED') result.quotaSkipped.add(object.key);
    } else result.unchangedCount += 1;
  }
  for (; at < known.length; at += 1) result.missingKeys.push(known[at]!.key);
  return result;
}

function needsAnotherLook(known: KnownObject, listed: ListedObject): boolean {
  if (known.unsettledReason === null) return false;
  // The listing itself says whether an archived object was restored.
  return !(known.unsettledReason === 'ARCHIVED' && isArchived(listed));
}

/**
 * Orders two keys as S3 and PostgreSQL's collation "C" do: by their UTF-8 bytes. JavaScript's own order differs
 * where a surrogate pair (U+10000 and above) meets U+E000 to U+FFFF.
 */
export function compareKeys(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i += 1) {
    const unitA = a.charCodeAt(i);
    const unitB = b.charCodeAt(i);
    if (unitA !== unitB) return codePointRank(unitA) - codePointRank(unitB);
  }
  return a.length - b.length;
}

/** Lifts surrogates above the rest of the basic plane, which gives UTF-16 units the order of their code points. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x2000 : unit >= 0xe000 ? unit - 0x800 : unit;
}
