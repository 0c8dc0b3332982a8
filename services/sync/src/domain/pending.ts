import type { ListedObject } from './verdict.ts';

/** A listed object whose outcome is decided after the listing is complete and every batch is tallied. */
export type PendingObject = Pick<ListedObject, 'key' | 'etag' | 'sizeBytes' | 'lastModified'> & {
  /** Null for an object that could be read. */
  archivedIn: string | null;
};

/** An asset whose key is no longer listed. */
export type MissingAsset = Pick<ListedObject, 'key' | 'etag' | 'sizeBytes'>;

export interface Rename<New extends MissingAsset = MissingAsset> {
  from: MissingAsset;
  to: New;
}

/**
 * The object as it was listed, to be inspected again. One that was archived is read: it may have been restored or
 * overwritten while its run was held.
 */
export function toListed({ archivedIn, ...object }: PendingObject): ListedObject {
  return { ...object, storageClass: archivedIn, isRestored: archivedIn !== null };
}

/**
 * Matches new files with missing assets of the same ETag and size, one to one. Files with the same name are matched
 * first, because a moved folder keeps the names of its files. The other files are matched in key order, so the result
 * is deterministic.
 *
 * @param possible  new files, in key order
 * @param missing   missing assets, in key order
 */
export function matchRenames<New extends MissingAsset>(
  possible: readonly New[],
  missing: readonly MissingAsset[],
): { renames: Rename<New>[]; unmatched: New[] } {
  const byName = matchBy(possible, missing, (object) => `${contentOf(object)} ${nameOf(object.key)}`);
  const byContent = matchBy(byName.unmatched, byName.left, contentOf);
  return { renames: [...byName.renames, ...byContent.renames], unmatched: byContent.unmatched };
}

function matchBy<New extends MissingAsset>(
  possible: readonly New[],
  missing: readonly MissingAsset[],
  criterionOf: (object: MissingAsset) => string,
) {
  const queues = Map.groupBy(missing, criterionOf);
  for (const queue of queues.values()) queue.reverse();
  const renames: Rename<New>[] = [];
  const unmatched: New[] = [];
  for (const to of possible) {
    const from = queues.get(criterionOf(to))?.pop();
    if (from) renames.push({ from, to });
    else unmatched.push(to);
  }
  const matched = new Set(renames.map(({ from }) => from));
  return { renames, unmatched, left: missing.filter((each) => !matched.has(each)) };
}

const contentOf = ({ etag, sizeBytes }: MissingAsset) => `${sizeBytes} ${etag}`;
const nameOf = (key: string) => key.slice(key.lastIndexOf('/') + 1);
