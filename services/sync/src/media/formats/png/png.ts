import type { Findings } from '@bucket-sync/shared/contracts';
import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import type { ParsedImage } from '../../parsed.ts';
import { corrupt, tooComplex } from '../../refusal.ts';
import { countOwnChunks, mayBeOwn } from './common-chunks.ts';
import { readExifChunk } from './exif-chunk.ts';
import { CHUNK_BYTES, endsWithEndChunk, readTail, SMALL_IDAT_BYTES, type Tail } from './tail.ts';

const SIGNATURE_BYTES = 8;
/** After this many image data chunks, the walk stops jumping and searches the end of the file instead. */
const MAX_JUMPS = 12;
const MAX_CHUNKS = 4096;

interface Header {
  width: number;
  height: number;
  bitDepth: number;
  /** 0 gray, 2 colours, 3 palette, 4 gray with alpha, 6 colours with alpha. */
  colourType: number;
}

/** What the chunks before the image data say, and after it where these are visited. */
interface Ancillary extends Tail {
  frames: number | null;
  hasTransparency: boolean;
}

/**
 * Reads the size from IHDR, and the orientation from the first eXIf chunk or its forerunner, a "Raw profile type exif"
 * text. Both may be on either side of the image data. The walk jumps over a few large IDAT chunks. If they are many and
 * small, it goes to the end of the file and finds a chunk boundary there. Only that text profile is decompressed.
 *
 * @see PNG Specification (Third Edition), 5 and 11.3.2.6
 */
export function parsePng(bytes: SparseBytes): ParsedImage {
  let position = SIGNATURE_BYTES;
  let header: Header | null = null;
  const found: Ancillary = { orientation: null, frames: null, hasTransparency: false, mayBeOwn: [] };
  for (let chunks = 0; chunks < MAX_CHUNKS; chunks += 1) {
    const chunk = chunkAt(bytes, position);
    if (chunk.name === 'IHDR' && header === null) {
      header = readHeader(bytes, position + 8);
    } else if (chunk.name === 'IDAT') {
      if (header === null) throw corrupt('PNG without a header before its image data');
      const isFar = chunk.end < bytes.sizeBytes && !bytes.has(chunk.end, CHUNK_BYTES);
      if (isFar && isShorterByTail(bytes, chunk)) {
        const tail = readTail(bytes, chunk.end - position);
        found.orientation ??= tail.orientation;
        found.mayBeOwn.push(...tail.mayBeOwn);
        return png(bytes, header, found, null);
      }
    } else if (chunk.name === 'IEND') {
      if (header === null) throw corrupt('PNG without a header');
      return png(bytes, header, found, chunk.end);
    } else if (chunk.name === 'acTL' && chunk.dataBytes >= 8) {
      found.frames = bytes.view(position + 8, 4).readUInt32BE(0);
    } else {
      found.orientation ??= readExifChunk(bytes, chunk.name, position + 8, chunk.dataBytes).orientation;
      if (chunk.name === 'tRNS') found.hasTransparency = true;
      if (mayBeOwn(chunk.name)) found.mayBeOwn.push(position);
    }
    position = chunk.end;
  }
  throw tooComplex(`more than ${MAX_CHUNKS} PNG chunks`);
}

function readHeader(bytes: SparseBytes, at: number): Header {
  const header = bytes.exactly(at, 10, 'the PNG header');
  return {
    width: header.readUInt32BE(0),
    height: header.readUInt32BE(4),
    bitDepth: header.readUInt8(8),
    colourType: header.readUInt8(9),
  };
}

/** @param end  where the end chunk ends; null where only the file's end was searched */
function png(
  bytes: SparseBytes,
  { width, height, bitDepth, colourType }: Header,
  { orientation, frames, hasTransparency, mayBeOwn }: Ancillary,
  end: number | null,
): ParsedImage {
  return {
    kind: 'IMAGE',
    contentType: 'image/png',
    width,
    height,
    orientation,
    findings: {
      bitDepth,
      colourType,
      hasTransparency,
      isLossy: false,
      isAnimated: frames !== null,
      ...(frames === null ? {} : { frames }),
    },
    readFurther: () => ({
      privateTags: countOwnChunks(bytes, mayBeOwn),
      ...trailerOf(bytes, end),
    }),
  };
}

function trailerOf(bytes: SparseBytes, end: number | null): Findings {
  if (end === null) return endsWithEndChunk(bytes) ? {} : { trailer: { sizeBytes: null, holds: 'OTHER' } };
  return end < bytes.sizeBytes ? { trailer: { sizeBytes: bytes.sizeBytes - end, holds: 'OTHER' } } : {};
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
  // the missing part of the end chunk holds no data: the image is whole
  if (end > bytes.sizeBytes && name !== 'IEND')
    throw corrupt(`cut off within the PNG chunk ${printable(name)} at byte ${position}`);
  return { name, dataBytes, end };
}

const printable = (name: string): string => (/^[A-Za-z]{4}$/.test(name) ? name : 'of no name');

/** True if reading the end of the file costs less than further jumps, judged by the size of this image data chunk. */
function isShorterByTail(bytes: SparseBytes, idat: Chunk): boolean {
  const remaining = Math.ceil((bytes.sizeBytes - idat.end) / (idat.dataBytes + CHUNK_BYTES));
  if (remaining <= 1) return false;
  return idat.dataBytes <= SMALL_IDAT_BYTES || remaining > MAX_JUMPS || bytes.readCount > MAX_JUMPS;
}
