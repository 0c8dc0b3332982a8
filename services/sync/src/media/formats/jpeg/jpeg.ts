import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import type { ParsedImage } from '../../parsed.ts';
import { corrupt, tooComplex, unsupported } from '../../refusal.ts';
import { readExif } from '../tiff/exif.ts';
import { type FrameHeader, isFrameHeader, readFrameHeader } from './frame-header.ts';
import type { Segment } from './segment.ts';
import { findTrailer } from './trailer.ts';

/** The most segments. No camera writes a tenth of them; each costs 0.1 µs. */
const MAX_SEGMENTS = 4096;
const EXIF_HEADER_BYTES = 6;
const JPEG_LS_FRAME = 0xf7;
/** Stray bytes between segments are searched in windows of this size. */
const STRAY_WINDOW_BYTES = 1024;

/**
 * Walks the segments up to the first scan. The frame header gives the size. The first APP1 with EXIF and an orientation
 * gives the orientation. The walk jumps over the segments in between.
 *
 * @see ITU-T T.81, B.1.1; ExifTool 12.57 ProcessJPEG, whose leniency this keeps (padding, EXIF after the frame header)
 */
export function parseJpeg(bytes: SparseBytes): ParsedImage {
  let position = 2;
  let frame: FrameHeader | null = null;
  let orientation: number | null = null;
  const applications: { app1: Segment[]; app2: Segment[] } = { app1: [], app2: [] };
  for (let segments = 0; segments < MAX_SEGMENTS; segments += 1) {
    position = nextMarker(bytes, position);
    const marker = bytes.byte(position)!;
    position += 1;
    if (marker === 0xd9) throw corrupt('JPEG without image data');
    if (isStandAlone(marker)) continue;
    const lengthBytes = bytes.u16(position, 'a JPEG segment');
    if (lengthBytes < 2) throw corrupt(`JPEG segment of ${lengthBytes} bytes`);
    if (position + lengthBytes > bytes.sizeBytes) throw corrupt(`cut off within a JPEG segment at byte ${position}`);
    const segment = { start: position + 2, end: position + lengthBytes };
    if (marker === 0xda) {
      if (frame === null) throw corrupt('JPEG without a frame header');
      const { width, height, findings } = frame;
      const readFurther = () => findTrailer(bytes, segment.end, applications);
      return { kind: 'IMAGE', contentType: 'image/jpeg', width, height, orientation, findings, readFurther };
    }
    if (marker === JPEG_LS_FRAME) throw unsupported('JPEG-LS');
    if (isFrameHeader(marker) && lengthBytes >= 8) {
      frame = readFrameHeader(bytes, marker, segment);
    } else if (marker === 0xe1) {
      orientation ??= orientationOfSegment(bytes, segment);
      applications.app1.push(segment);
    } else if (marker === 0xe2) {
      applications.app2.push(segment);
    }
    position += lengthBytes;
  }
  throw tooComplex(`more than ${MAX_SEGMENTS} JPEG segments before the image data`);
}

/** The position of the byte that names the next marker. All bytes before its 0xFF are skipped, padding too. */
function nextMarker(bytes: SparseBytes, from: number): number {
  let position = from;
  for (;;) {
    const [first, second] = [bytes.byte(position), bytes.byte(position + 1)];
    if (second === undefined) throw corrupt('JPEG ends before its image data');
    if (first === 0xff && second !== 0xff) return position + 1;
    const window = bytes.view(position, STRAY_WINDOW_BYTES);
    let at = window.indexOf(0xff);
    while (at >= 0 && window[at + 1] === 0xff) at += 1;
    if (at < 0) position += window.length;
    else position += Math.max(at, 1);
  }
}

/** Markers without a length: TEM, RSTn, SOI, and the stuffed zero. */
const isStandAlone = (marker: number): boolean =>
  marker === 0x00 || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);

/** EXIF may follow up to 4 stray bytes and have the wrong case, as some cameras write it. */
function orientationOfSegment(bytes: SparseBytes, { start, end }: Segment): number | null {
  const head = bytes
    .view(start, Math.min(end - start, 10))
    .toString('latin1')
    .toLowerCase();
  const at = head.indexOf('exif\0');
  if (at < 0 || at > 4) return null;
  return readExif(bytes, start + at + EXIF_HEADER_BYTES, end).orientation;
}
