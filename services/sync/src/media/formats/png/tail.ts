import { crc32 } from 'node:zlib';
import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import { corrupt } from '../../refusal.ts';
import { mayBeOwn } from './common-chunks.ts';
import { readExifChunk } from './exif-chunk.ts';

/** A chunk is its length (4), its name (4), its data and its CRC (4). */
export const CHUNK_BYTES = 12;
/** A tail that holds a whole chunk of this size is still a cheap read. */
export const SMALL_IDAT_BYTES = 64 * 1024;
const IEND_BYTES = CHUNK_BYTES;
/** What usually follows the image data (time, text, EXIF) fits in this. */
const TAIL_BYTES = 4096;

/** What the chunks behind the image data say. */
export interface Tail {
  orientation: number | null;
  /** Where chunks begin that a program may drop. */
  mayBeOwn: number[];
}

/**
 * Searches the end of the file for the last image data chunk and walks on from there. Encoders write image data in
 * chunks of one size, with a shorter last one. The searched end must be as long as one chunk to contain the start of
 * the last one.
 */
export function readTail(bytes: SparseBytes, idatBytes: number): Tail {
  const tailBytes = Math.min(bytes.sizeBytes, Math.min(idatBytes, SMALL_IDAT_BYTES + CHUNK_BYTES) + TAIL_BYTES);
  const start = bytes.sizeBytes - tailBytes;
  const tail = bytes.view(start, tailBytes, tailBytes);
  let last = -1;
  for (let at = tail.indexOf('IDAT'); at >= 0; at = tail.indexOf('IDAT', at + 4)) {
    if (at >= 4 && chainEnds(tail, at - 4)) last = at - 4;
    if (last >= 0) break;
  }
  if (last >= 0) return readChain(bytes, start, tail, last);
  if (tail.indexOf('IEND') < 0) throw corrupt('cut off: PNG without an end chunk');
  const exifAt = tail.indexOf('eXIf');
  if (exifAt < 4 || !isWhole(tail, exifAt - 4)) return { orientation: null, mayBeOwn: [] };
  const { orientation } = readExifChunk(bytes, 'eXIf', start + exifAt + 4, tail.readUInt32BE(exifAt - 4));
  return { orientation, mayBeOwn: [] };
}

/** False if bytes follow the end chunk. */
export function endsWithEndChunk(bytes: SparseBytes): boolean {
  return bytes.view(bytes.sizeBytes - IEND_BYTES, IEND_BYTES).toString('latin1', 4, 8) === 'IEND';
}

/** True if the chunks from `at` on lead exactly to an IEND. */
function chainEnds(tail: Buffer, at: number): boolean {
  for (let position = at; position + IEND_BYTES <= tail.length; ) {
    if (tail.toString('latin1', position + 4, position + 8) === 'IEND') return true;
    position += CHUNK_BYTES + tail.readUInt32BE(position);
  }
  return false;
}

function readChain(bytes: SparseBytes, start: number, tail: Buffer, from: number): Tail {
  const found: Tail = { orientation: null, mayBeOwn: [] };
  for (let position = from; position + IEND_BYTES <= tail.length; ) {
    const dataBytes = tail.readUInt32BE(position);
    const name = tail.toString('latin1', position + 4, position + 8);
    if (name === 'IEND') break;
    found.orientation ??= readExifChunk(bytes, name, start + position + 8, dataBytes).orientation;
    if (mayBeOwn(name)) found.mayBeOwn.push(start + position);
    position += CHUNK_BYTES + dataBytes;
  }
  return found;
}

/** A name found by search is a chunk only if its CRC matches. */
function isWhole(tail: Buffer, at: number): boolean {
  const crcAt = at + 8 + tail.readUInt32BE(at);
  return crcAt + 4 <= tail.length && crc32(tail.subarray(at + 4, crcAt)) === tail.readUInt32BE(crcAt);
}
