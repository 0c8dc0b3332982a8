import { planarName } from '../pixel-format.ts';

/** The first bytes of the configuration of Huffyuv and FFVHuff: predictor, bits, layout, and a zero up to version 2. */
const RECORD_BYTES = 4;
const PACKED_FORMATS = new Map([
  [12, 'yuv420p'],
  [16, 'yuv422p'],
  [24, 'bgr0'],
  [32, 'bgra'],
]);

/**
 * The pixel format of Huffyuv and FFVHuff. Up to version 2 the bits per pixel decide; version 3 states the layout.
 *
 * @param bitsPerPixel  as the container has it
 * @see FFmpeg 5.1 huffyuvdec.c decode_init
 */
export function pixelFormatOfHuffyuv(record: Buffer, bitsPerPixel: number): string | null {
  if (record.length < RECORD_BYTES) return PACKED_FORMATS.get(bitsPerPixel) ?? null;
  if (record[3] === 0) return PACKED_FORMATS.get(record[1]! || bitsPerPixel & ~7) ?? null;
  const [sizes, planes] = [record[1]!, record[2]!];
  const isYuv = (planes & 1) !== 0;
  return planarName({
    isRgb: !isYuv && (planes & 2) !== 0,
    hasChroma: (planes & 3) !== 0,
    hasAlpha: (planes & 4) !== 0,
    bitDepth: (sizes >>> 4) + 1,
    shiftX: sizes & 3,
    shiftY: (sizes >>> 2) & 3,
  });
}
