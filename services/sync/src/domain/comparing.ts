import { READ_FAILURES, type SkipReason } from '@bucket-sync/shared/contracts';
import type { ListedObject } from './verdict.ts';

/** What is known of an object since its last verdict. */
export interface KnownObject {
  key: string;
  etag: string;
  sizeBytes: number;
  /** Null when the verdict stands until the object changes. */
  unsettledReason: SkipReason | null;
  /** An asset was made of it, so that it needs no more data rows. */
  isAsset: boolean;
}

export interface Comparison {
  fresh: ListedObject[];
  changed: ListedObject[];
  /** Unchanged, but its last verdict may have become another: it is inspected again. */
  unsettled: ListedObject[];
  /** Of all these, those that are no assets yet: each would use data rows if it fits. */
  newcomers: ListedObject[];
  unchangedCount: number;
  /** Of the unchanged, those whose last verdict left them out. */
  leftOutCount: number;
  /** Known, and not listed any more. */
  missingKeys: string[];
}

/** The reason to keep with a known object, null when its verdict is settled until the object changes. */
export function unsettledReason(reason: SkipReason | null): SkipReason | null {
  if (reason === null) return null;
  // Rights, keys and archives change without the object changing; so do the data rows of the next month.
  return reason === 'QUOTA_EXCEEDED' || READ_FAILURES.includes(reason) ? reason : null;
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
    newcomers: [],
    unchangedCount: 0,
    leftOutCount: 0,
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
    const place = placeOf(twin, object, result);
    if (!place) {
      result.unchangedCount += 1;
      if (!twin.isAsset) result.leftOutCount += 1;
    } else {
      place.push(object);
      if (!twin.isAsset) result.newcomers.push(object);
    }
  }
  for (; at < known.length; at += 1) result.missingKeys.push(known[at]!.key);
  return result;
}

/** Null for an object that did not change and needs no other look. */
function placeOf(known: KnownObject, listed: ListedObject, result: Comparison): ListedObject[] | null {
  if (known.etag !== listed.etag || known.sizeBytes !== listed.sizeBytes) return result.changed;
  return needsAnotherLook(known, listed) ? result.unsettled : null;
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
  if (unit < 0xd800) return unit;
  return unit <= 0xdfff ? unit + 0x2000 : unit - 0x800;
}
