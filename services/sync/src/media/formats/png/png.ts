import { crc32 } from 'node:zlib';
import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import type { ParsedImage } from '../../parsed.ts';
import { corrupt, tooComplex } from '../../refusal.ts';
import { orientationOfPngChunk } from './exif-chunk.ts';

const SIGNATURE_BYTES = 8;
/** A chunk is its length (4), its name (4), its data and its CRC (4). */
const CHUNK_BYTES = 12;
const IEND_BYTES = CHUNK_BYTES;
/** What usually follows the image data (time, text, EXIF) fits in this. */
const TAIL_BYTES = 4096;
/** So many image data chunks are jumped over one by one before the end of the file is searched instead. */
const MAX_JUMPS = 12;
/** A tail that holds a whole chunk of this size is still a cheap read. */
const SMALL_IDAT_BYTES = 64 * 1024;
const MAX_CHUNKS = 4096;

/**
 * Size from IHDR, orientation from the first eXIf chunk (or its forerunner, a "Raw profile type exif" text), which may stand
 * on either side of the image data. Over few large IDAT chunks the walk jumps; over many small ones it goes to the end of
 * the file instead and finds the chunk boundary there by its CRC. Nothing is decompressed but that text profile.
 *
 * @see PNG Specification (Third Edition), 5 and 11.3.2.6
 */
export function parsePng(bytes: SparseBytes): ParsedImage {
  let position = SIGNATURE_BYTES;
  let size: { width: number; height: number } | null = null;
  let orientation: number | null = null;
  for (let chunks = 0; chunks < MAX_CHUNKS; chunks += 1) {
    const chunk = chunkAt(bytes, position);
    if (chunk.name === 'IHDR' && size === null) {
      const header = bytes.exactly(position + 8, 8, 'the PNG header');
      size = { width: header.readUInt32BE(0), height: header.readUInt32BE(4) };
    } else if (chunk.name === 'IDAT') {
      if (size === null) throw corrupt('PNG without a header before its image data');
      const isFar = chunk.end < bytes.sizeBytes && !bytes.has(chunk.end, CHUNK_BYTES);
      if (isFar && isShorterByTail(bytes, chunk)) {
        const orientationInTail = orientation ?? orientationOfTail(bytes, chunk.end - position);
        return { kind: 'IMAGE', contentType: 'image/png', ...size, orientation: orientationInTail };
      }
    } else if (chunk.name === 'IEND') {
      if (size === null) throw corrupt('PNG without a header');
      return { kind: 'IMAGE', contentType: 'image/png', ...size, orientation };
    } else if (orientation === null) {
      orientation = orientationOfPngChunk(bytes, chunk.name, position + 8, chunk.dataBytes);
    }
    position = chunk.end;
  }
  throw tooComplex(`more than ${MAX_CHUNKS} PNG chunks`);
}

interface Chunk {
  name: string;
  dataBytes: number;
  end: number;
}

function chunkAt(bytes: SparseBytes, position: number): Chunk {
  const header = bytes.exactly(position, 8, 'the PNG chunks');
  const dataBytes = header.readUInt32BE(0);
  const name = header.toString('latin1', 4, 8);
  const end = position + CHUNK_BYTES + dataBytes;
  // what is cut off of the end chunk holds nothing: the image is whole
  if (end > bytes.sizeBytes && name !== 'IEND')
    throw corrupt(`cut off within the PNG chunk ${printable(name)} at byte ${position}`);
  return { name, dataBytes, end };
}

const printable = (name: string): string => (/^[A-Za-z]{4}$/.test(name) ? name : 'of no name');

/** Whether reading the end of the file costs less than jumping on, judged by the size of this image data chunk. */
function isShorterByTail(bytes: SparseBytes, idat: Chunk): boolean {
  const remaining = Math.ceil((bytes.sizeBytes - idat.end) / (idat.dataBytes + CHUNK_BYTES));
  if (remaining <= 1) return false;
  return idat.dataBytes <= SMALL_IDAT_BYTES || remaining > MAX_JUMPS || bytes.readCount > MAX_JUMPS;
}

/**
 * Searches the end of the file for the last image data chunk and walks on from there. Encoders write image data in chunks of
 * one size and a shorter last one, so the end has to be one such chunk long to hold the last one's start.
 */
function orientationOfTail(bytes: SparseBytes, idatBytes: number): number | null {
  const tailBytes = Math.min(bytes.sizeBytes, Math.min(idatBytes, SMALL_IDAT_BYTES + CHUNK_BYTES) + TAIL_BYTES);
  const start = bytes.sizeBytes - tailBytes;
  const tail = bytes.view(start, tailBytes, tailBytes);
  let last = -1;
  for (let at = tail.indexOf('IDAT'); at >= 0; at = tail.indexOf('IDAT', at + 4)) {
    if (at >= 4 && chainEnds(tail, at - 4)) last = at - 4;
    if (last >= 0) break;
  }
  if (last >= 0) return orientationOfChain(bytes, start, tail, last);
  if (tail.indexOf('IEND') < 0) throw corrupt('cut off: PNG without an end chunk');
  const exifAt = tail.indexOf('eXIf');
  if (exifAt < 4 || !isWhole(tail, exifAt - 4)) return null;
  return orientationOfPngChunk(bytes, 'eXIf', start + exifAt + 4, tail.readUInt32BE(exifAt - 4));
}

/** True when the chunks from `at` on lead exactly to an IEND. */
function chainEnds(tail: Buffer, at: number): boolean {
  for (let position = at; position + IEND_BYTES <= tail.length; ) {
    if (tail.toString('latin1', position + 4, position + 8) === 'IEND') return true;
    position += CHUNK_BYTES + tail.readUInt32BE(position);
  }
  return false;
}

function orientationOfChain(bytes: SparseBytes, start: number, tail: Buffer, from: number): number | null {
  for (let position = from; position + IEND_BYTES <= tail.length; ) {
    const dataBytes = tail.readUInt32BE(position);
    const name = tail.toString('latin1', position + 4, position + 8);
    if (name === 'IEND') return null;
    const orientation = orientationOfPngChunk(bytes, name, start + position + 8, dataBytes);
    if (orientation !== null) return orientation;
    position += CHUNK_BYTES + dataBytes;
  }
  return null;
}

/** A name found by search is a chunk only if its CRC says so. */
function isWhole(tail: Buffer, at: number): boolean {
  const crcAt = at + 8 + tail.readUInt32BE(at);
  return crcAt + 4 <= tail.length && crc32(tail.subarray(at + 4, crcAt)) === tail.readUInt32BE(crcAt);
}
