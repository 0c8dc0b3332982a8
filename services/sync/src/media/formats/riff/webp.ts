import type { Findings } from '@bucket-sync/shared/contracts';
import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import type { ParsedImage } from '../../parsed.ts';
import { corrupt, tooComplex } from '../../refusal.ts';
import { headerBytesBefore, readExif, readExifBlock } from '../tiff/exif.ts';

/** Flags of VP8X. */
const FLAG = { animation: 0x02, exif: 0x08 } as const;
const MAX_CHUNKS = 4096;
/** EXIF comes after the frames. After this many reads on the way there, the end of the file is searched instead. */
const MAX_JUMPS = 8;
/** Frames are counted by jumping from one to the next. After this many reads their number stays unknown. */
const MAX_FRAME_READS = 24;
const TAIL_BYTES = 64 * 1024;

/**
 * Reads the size of the canvas, and the orientation if the flags of VP8X state that there is EXIF. EXIF is behind the
 * image, so it costs a second read.
 *
 * @see RFC 9649 (WebP Image Format)
 */
export function parseWebp(bytes: SparseBytes): ParsedImage {
  const header = bytes.exactly(0, 12, 'the WebP header');
  const end = 8 + header.readUInt32LE(4);
  if (end > bytes.sizeBytes) throw corrupt(`cut off: WebP of ${end} bytes, the file has ${bytes.sizeBytes}`);
  const first = bytes.exactly(12, 8, 'the first WebP chunk').toString('latin1', 0, 4);
  switch (first) {
    case 'VP8X': {
      const extended = bytes.exactly(20, 10, 'the WebP header');
      const flags = extended.readUInt8(0);
      const orientation = (flags & FLAG.exif) === 0 ? null : orientationOfChunks(bytes, end);
      return {
        ...webp(1 + extended.readUIntLE(4, 3), 1 + extended.readUIntLE(7, 3), orientation),
        readFurther: () => readFurther(bytes, end, (flags & FLAG.animation) !== 0),
      };
    }
    case 'VP8L': {
      const lossless = bytes.exactly(20, 5, 'the WebP image');
      if (lossless[0] !== 0x2f) throw corrupt('WebP image data without its signature');
      const bits = lossless.readUInt32LE(1);
      return webp(1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff), null);
    }
    case 'VP8 ': {
      const frame = bytes.exactly(20, 10, 'the WebP image');
      if (frame.readUIntBE(3, 3) !== 0x9d012a) throw corrupt('WebP image data without its start code');
      return webp(frame.readUInt16LE(6) & 0x3fff, frame.readUInt16LE(8) & 0x3fff, null);
    }
    default:
      throw corrupt('WebP that begins with no image chunk');
  }
}

const webp = (width: number, height: number, orientation: number | null): ParsedImage => ({
  kind: 'IMAGE',
  contentType: 'image/webp',
  width,
  height,
  orientation,
});

function orientationOfChunks(bytes: SparseBytes, end: number): number | null {
  let position = 12;
  for (let chunks = 0; position + 8 <= end; chunks += 1) {
    if (chunks > MAX_CHUNKS) throw tooComplex(`more than ${MAX_CHUNKS} WebP chunks`);
    if (bytes.readCount > MAX_JUMPS && !bytes.has(position, 8)) return orientationOfTail(bytes, end);
    const header = bytes.view(position, 8);
    const dataBytes = header.readUInt32LE(4);
    if (position + 8 + dataBytes > end) throw corrupt(`cut off within a WebP chunk at byte ${position}`);
    if (header.toString('latin1', 0, 4) === 'EXIF') {
      const at = position + 8;
      const start = at + headerBytesBefore(bytes.view(at, Math.min(dataBytes, 6)));
      return readExif(bytes, start, at + dataBytes).orientation;
    }
    position += 8 + dataBytes + (dataBytes & 1);
  }
  return null;
}

function orientationOfTail(bytes: SparseBytes, end: number): number | null {
  const start = Math.max(12, end - TAIL_BYTES);
  const tail = bytes.view(start, end - start, end - start);
  for (let at = tail.lastIndexOf('EXIF'); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf('EXIF', at - 1)) {
    if (at + 8 > tail.length) continue;
    const dataEnd = at + 8 + tail.readUInt32LE(at + 4);
    if (dataEnd <= tail.length) return readExifBlock(tail.subarray(at + 8, dataEnd)).orientation;
  }
  return null;
}

/**
 * Walks the chunks for data that a rewrite of the pixels would lose: frames, lossless coding, bytes behind the picture.
 */
function readFurther(bytes: SparseBytes, end: number, isAnimated: boolean): Findings {
  const found: Findings = { isAnimated, isLossy: !isAnimated };
  if (end < bytes.sizeBytes) found.trailer = { sizeBytes: bytes.sizeBytes - end, holds: 'OTHER' };
  let frames = 0;
  for (let position = 12; position + 8 <= end; ) {
    if (bytes.readCount > MAX_FRAME_READS && !bytes.has(position, 8)) return found;
    const header = bytes.view(position, 8);
    const type = header.toString('latin1', 0, 4);
    const dataBytes = header.readUInt32LE(4);
    if (type === 'VP8L') found.isLossy = false;
    if (type === 'ANMF') {
      frames += 1;
      if (bytes.view(position + 24, 4).toString('latin1') === 'VP8 ') found.isLossy = true;
    }
    position += 8 + dataBytes + (dataBytes & 1);
  }
  return isAnimated ? { ...found, frames } : found;
}
