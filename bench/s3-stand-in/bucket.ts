import { randomNumbers } from '@bucket-sync/shared/testing';
import { SHAPES, type Shape } from './shapes.ts';

/** What the bucket holds: keys in the order of S3, and how often each object was overwritten. */
export interface Bucket {
  keys: readonly string[];
  versions: Uint32Array;
}

export function createBucket(shape: Shape, count: number): Bucket {
  const keys = Array.from({ length: count }, (_, index) => SHAPES[shape](index, count));
  return { keys, versions: new Uint32Array(count) };
}

/** The index of the first key after `after`. Keys are ASCII, so JavaScript's order is that of S3. */
export function indexAfter(bucket: Bucket, after: string): number {
  let low = 0;
  let high = bucket.keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (bucket.keys[middle]! <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of `key`; -1 where the bucket does not hold it. */
export function indexOf(bucket: Bucket, key: string): number {
  const index = indexAfter(bucket, key) - 1;
  return bucket.keys[index] === key ? index : -1;
}

/** 32 hexadecimal digits that differ for every key and version. */
export function etagOf(bucket: Bucket, index: number): string {
  return `${hashOf(bucket.keys[index]!)}${bucket.versions[index]!.toString(16).padStart(8, '0')}`.padStart(32, '0');
}

/**
 * Overwrites, adds and deletes objects at random positions.
 *
 * @param seed  the same seed changes the same bucket in the same way
 */
export function change(bucket: Bucket, counts: { changed: number; added: number; gone: number }, seed: number): Bucket {
  const random = randomNumbers(seed);
  const indexes = distinctIndexes(random, bucket.keys.length, counts.changed + counts.added + counts.gone);
  const changed = new Set(indexes.slice(0, counts.changed));
  const addedAfter = new Set(indexes.slice(counts.changed, counts.changed + counts.added));
  const gone = new Set(indexes.slice(counts.changed + counts.added));
  const objects: { key: string; version: number }[] = [];
  for (const [index, key] of bucket.keys.entries()) {
    if (!gone.has(index)) {
      objects.push({ key, version: bucket.versions[index]! + (changed.has(index) ? 1 : 0) });
    }
    if (addedAfter.has(index)) objects.push({ key: `${key}-${seed}.jpg`, version: 0 });
  }
  // An earlier change may have extended the same neighbour.
  objects.sort((one, other) => (one.key < other.key ? -1 : 1));
  return {
    keys: objects.map(({ key }) => key),
    versions: Uint32Array.from(objects, ({ version }) => version),
  };
}

function distinctIndexes(random: () => number, length: number, count: number): number[] {
  const indexes = new Set<number>();
  while (indexes.size < Math.min(count, length)) indexes.add(Math.floor(random() * length));
  return [...indexes];
}

/** FNV-1a over two offsets: 64 bits, so that no two of a million keys look like the same bytes. */
function hashOf(text: string): string {
  let high = 0x811c9dc5;
  let low = 0x01234567;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit ^ (high >>> 16), 0x01000193);
  }
  return `${(high >>> 0).toString(16).padStart(8, '0')}${(low >>> 0).toString(16).padStart(8, '0')}`;
}
