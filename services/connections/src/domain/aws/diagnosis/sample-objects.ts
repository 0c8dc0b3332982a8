/** An object as a listing shows it. */
export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly storageClass: string;
  /** In the archive, with no restored copy to read. */
  readonly isArchived: boolean;
}

/** The kinds that may be ruled differently: by bucket policies on a suffix, by lifecycle, by who uploaded them. */
export interface Sample {
  readonly objects: readonly ListedObject[];
  readonly archivedCount: number;
}

/** Enough for the kinds that real buckets hold; each costs one read of one byte. */
const MAX_SAMPLES = 5;
const VIDEO = /\.(mp4|mov|m4v|webm|mkv|avi)$/i;
const IMAGE = /\.(jpe?g|png|webp|gif|bmp|tiff?|heic|heif|avif)$/i;

/**
 * One real object of each kind that the listing shows, images and videos first; archived ones are only counted. Objects
 * without a byte and folder markers are taken only where there is nothing else.
 */
export function chooseSamples(listed: readonly ListedObject[]): Sample {
  const readable = listed.filter((object) => !object.isArchived);
  const filled = readable.filter((object) => object.sizeBytes > 0);
  const byKind = Map.groupBy(filled.length > 0 ? filled : readable, kindOf);
  const objects = [...byKind]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, objectsOfKind]) => objectsOfKind[0]!)
    .slice(0, MAX_SAMPLES);
  return { objects, archivedCount: listed.length - readable.length };
}

function kindOf({ key, storageClass }: ListedObject): string {
  const media = IMAGE.test(key) ? '1 image' : VIDEO.test(key) ? '2 video' : '3 other';
  return `${media} ${storageClass}`;
}
