import { hash } from 'node:crypto';
import type { KeyRule } from '@bucket-sync/shared/patterns';
import { archiveOf } from '../../domain/comparing.ts';
import type { ListedObject } from '../../domain/verdict.ts';

/** Consecutive objects [start, end) of a range, and a digest of them. */
export interface Chunk {
  digest: string;
  start: number;
  end: number;
}

/** Changes when the comparison does: the digests of earlier releases then match nothing. */
const VERSION = 2;
/** A chunk ends at a key with so many zero bits in its hash: on average 32 objects. */
const CHUNK_BITS = 5;
/** 96 bits of a SHA-256 in base64. The objects of two chunks that differ meet in it with a probability of 2^-96. */
const DIGEST_LENGTH = 16;

/**
 * Cuts the objects of a range into chunks. Where a chunk ends depends on its last key alone, so an added or deleted
 * object changes its own chunk and no other.
 */
export function chunksOf(objects: readonly ListedObject[], keyRule: KeyRule | null): Chunk[] {
  const rule = JSON.stringify(keyRule);
  const chunks: Chunk[] = [];
  let [start, text] = [0, ''];
  for (const [n, object] of objects.entries()) {
    text += fingerprintText(object);
    const end = n + 1;
    if (end < objects.length && !endsChunk(object.key)) continue;
    const digest = hash('sha256', `${VERSION} ${end - start} ${rule}${text}`, 'base64').slice(0, DIGEST_LENGTH);
    chunks.push({ digest, start, end });
    [start, text] = [end, ''];
  }
  return chunks;
}

/** The fingerprint of a range: the digests of its chunks. */
export const fingerprintOf = (chunks: readonly Chunk[]) => chunks.map(({ digest }) => digest).join('');

/** The index of each chunk of a fingerprint, by its digest. */
export function chunkIndexes(fingerprint: string): Map<string, number> {
  const indexes = new Map<string, number>();
  for (let at = 0; at < fingerprint.length; at += DIGEST_LENGTH) {
    indexes.set(fingerprint.slice(at, at + DIGEST_LENGTH), indexes.size);
  }
  return indexes;
}

/** Every field by which an object is compared with a known one. No field can hold a line feed but the key. */
function fingerprintText(object: ListedObject): string {
  const archive = archiveOf(object);
  const text = `\n${object.key.length} ${object.key} ${object.etag} ${object.sizeBytes}`;
  return archive === null ? text : `${text} ${archive}`;
}

/** By FNV-1a, whose last bits are mixed with its first ones. */
function endsChunk(key: string): boolean {
  let sum = 0x811c9dc5;
  for (let n = 0; n < key.length; n += 1) sum = Math.imul(sum ^ key.charCodeAt(n), 0x01000193);
  return ((sum ^ (sum >>> 15)) & ((1 << CHUNK_BITS) - 1)) === 0;
}
