import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import type { ParsedImage } from '../../parsed.ts';
import { corrupt, tooComplex, unsupported } from '../../refusal.ts';
import { exifOrientation } from '../tiff/exif.ts';

/** No camera writes a tenth of this; each costs 0.1 µs. */
const MAX_SEGMENTS = 4096;
const EXIF_HEADER_BYTES = 6;
const JPEG_LS_FRAME = 0xf7;
/** Stray bytes between segments are searched in windows of this size. */
const STRAY_WINDOW_BYTES = 1024;

/**
 * Walks the segments up to the first scan: the frame header gives the size, the first APP1 that holds EXIF with an
 * orientation gives that. Segments in between are jumped over, not read.
 *
 * @see ITU-T T.81, B.1.1; ExifTool 12.57 ProcessJPEG, whose leniency this keeps (padding, EXIF after the frame header)
 */
export function parseJpeg(bytes: SparseBytes): ParsedImage {
  let position = 2;
  let size: { width: number; height: number } | null = null;
  let orientation: number | null = null;
  for (let segments = 0; segments < MAX_SEGMENTS; segments += 1) {
    position = nextMarker(bytes, position);
    const marker = bytes.view(position, 1)[0]!;
    position += 1;
    if (marker === 0xd9) throw corrupt('JPEG without image data');
    if (isStandAlone(marker)) continue;
    const lengthBytes = bytes.exactly(position, 2, 'a JPEG segment').readUInt16BE(0);
    if (lengthBytes < 2) throw corrupt(`JPEG segment of ${lengthBytes} bytes`);
    if (position + lengthBytes > bytes.sizeBytes) throw corrupt(`cut off within a JPEG segment at byte ${position}`);
    if (marker === 0xda) {
      if (size === null) throw corrupt('JPEG without a frame header');
      return { kind: 'IMAGE', contentType: 'image/jpeg', ...size, orientation };
    }
    if (marker === JPEG_LS_FRAME) throw unsupported('JPEG-LS');
    if (isFrameHeader(marker) && lengthBytes >= 8) {
      const frame = bytes.view(position + 2, 6);
      size = { width: frame.readUInt16BE(3), height: frame.readUInt16BE(1) };
    } else if (marker === 0xe1 && orientation === null) {
      const after = position + lengthBytes;
      orientation = orientationOfSegment(bytes, position + 2, after);
    }
    position += lengthBytes;
  }
  throw tooComplex(`more than ${MAX_SEGMENTS} JPEG segments before the image data`);
}

/** The position of the byte that names the next marker; whatever stands before its 0xFF is skipped, padding too. */
function nextMarker(bytes: SparseBytes, from: number): number {
  let position = from;
  for (;;) {
    const start = bytes.view(position, 2);
    if (start.length < 2) throw corrupt('JPEG ends before its image data');
    if (start[0] === 0xff && start[1] !== 0xff) return position + 1;
    const window = bytes.view(position, STRAY_WINDOW_BYTES);
    let at = window.indexOf(0xff);
    while (at >= 0 && window[at + 1] === 0xff) at += 1;
    if (at < 0) position += window.length;
    else position += Math.max(at, 1);
  }
}

/** SOF0 to SOF15 without DHT, JPG and DAC. */
const isFrameHeader = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && (marker === 0xc0 || (marker & 3) !== 0);

/** Markers that carry no length: TEM, RSTn, SOI, and the stuffed zero. */
const isStandAlone = (marker: number): boolean =>
  marker === 0x00 || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);

/** EXIF may follow up to 4 stray bytes and be misspelt in case, as some cameras write it. */
function orientationOfSegment(bytes: SparseBytes, start: number, end: number): number | null {
  const head = bytes
    .view(start, Math.min(end - start, 10))
    .toString('latin1')
    .toLowerCase();
  const at = head.indexOf('exif\0');
  if (at < 0 || at > 4) return null;
  const blockAt = start + at + EXIF_HEADER_BYTES;
  return exifOrientation(bytes, blockAt, end);
}
