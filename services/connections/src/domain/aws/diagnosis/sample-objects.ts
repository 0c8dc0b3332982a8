import { IMAGE_EXTENSIONS, VIDEO_EXTENSIONS } from '@bucket-sync/shared/contracts';

/** An object as a listing shows it. */
export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly storageClass: string;
  /** Archived, without a restored copy to read. */
  readonly isArchived: boolean;
}

export interface Sample {
  /** One object of each kind: bucket policies on a suffix, lifecycle rules and uploaders differ by kind. */
  readonly objects: readonly ListedObject[];
  /** Further objects, spread over the listing, in case none of `objects` can be read. */
  readonly others: readonly ListedObject[];
  readonly archivedCount: number;
}

/** Enough for the kinds in real buckets. Each kind costs one read of one byte. */
const MAX_SAMPLES = 5;
const MAX_OTHERS = 4;
const VIDEO = new RegExp(`\\.(?:${VIDEO_EXTENSIONS.join('|')})$`, 'i');
const IMAGE = new RegExp(`\\.(?:${IMAGE_EXTENSIONS.join('|')})$`, 'i');

/**
 * Objects to read, images and videos first. Archived objects are only counted. Empty objects, folder markers and keys
 * that no browser can load are read only when there are no others.
 */
export function chooseSamples(listed: readonly ListedObject[]): Sample {
  const readable = listed.filter((object) => !object.isArchived);
  const filled = preferred(readable, (object) => object.sizeBytes > 0);
  const eligible = preferred(filled, ({ key }) => !hasDotSegment(key));
  const byKind = Map.groupBy(eligible, kindOf);
  const objects = [...byKind]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, objectsOfKind]) => objectsOfKind[0]!)
    .slice(0, MAX_SAMPLES);
  const others = spread(
    eligible.filter((object) => !objects.includes(object)),
    MAX_OTHERS,
  );
  return { objects, others, archivedCount: listed.length - readable.length };
}

/** URL parsers collapse `/./` and `/../`, so the signature of a link to such a key does not match. */
export function hasDotSegment(key: string): boolean {
  return key.split('/').some((segment) => segment === '.' || segment === '..');
}

/** The objects that pass the filter, or all objects when none passes. */
function preferred(objects: readonly ListedObject[], fits: (object: ListedObject) => boolean) {
  const fitting = objects.filter(fits);
  return fitting.length > 0 ? fitting : objects;
}

function spread(objects: readonly ListedObject[], count: number): ListedObject[] {
  if (objects.length <= count) return [...objects];
  return Array.from({ length: count }, (_, index) => objects[Math.floor(((index + 0.5) * objects.length) / count)]!);
}

function kindOf({ key, storageClass }: ListedObject): string {
  return `${mediaOf(key)} ${storageClass}`;
}

function mediaOf(key: string): string {
  if (IMAGE.test(key)) return '1 image';
  return VIDEO.test(key) ? '2 video' : '3 other';
}
