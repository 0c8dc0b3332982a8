import { BitReader } from '../bit-reader.ts';
import type { CodecPicture } from '../pixel-format.ts';
import { type PixelLayout, pixelFormatName } from '../pixel-format.ts';

const SEQUENCE_HEADER = 1;
/** A sequence header comes first, or directly after a temporal delimiter. */
const MAX_UNITS = 8;

/**
 * The first sequence header among open bitstream units; null if there is none.
 *
 * @see AV1 Bitstream Specification, 5.3
 */
export function pictureOfAv1Units(units: Buffer): CodecPicture | null {
  let at = 0;
  for (let unit = 0; unit < MAX_UNITS && at < units.length; unit += 1) {
    const header = units[at]!;
    at += (header & 4) !== 0 ? 2 : 1;
    let sizeBytes = units.length - at;
    if ((header & 2) !== 0) {
      sizeBytes = 0;
      for (let shift = 0; shift < 28; shift += 7) {
        const byte = units[at] ?? 0;
        at += 1;
        sizeBytes += (byte & 0x7f) << shift;
        if ((byte & 0x80) === 0) break;
      }
    }
    if (((header >>> 3) & 15) === SEQUENCE_HEADER) return readSequenceHeader(units.subarray(at, at + sizeBytes));
    at += sizeBytes;
  }
  return null;
}

/** @see AV1 Bitstream Specification, 5.5.1 */
function readSequenceHeader(unit: Buffer): CodecPicture {
  const reader = new BitReader(unit);
  const profile = reader.bits(3);
  reader.flag();
  const isReduced = reader.flag();
  if (isReduced) reader.skip(5);
  else skipOperatingPoints(reader);
  const [widthBits, heightBits] = [reader.bits(4) + 1, reader.bits(4) + 1];
  const [width, height] = [reader.bits(widthBits) + 1, reader.bits(heightBits) + 1];
  if (!isReduced && reader.flag()) reader.skip(7);
  reader.skip(3);
  if (!isReduced) skipTools(reader);
  reader.skip(3);
  return { width, height, ...readColour(reader, profile) };
}

function skipOperatingPoints(reader: BitReader): void {
  let delayBits = 0;
  if (reader.flag()) {
    reader.skip(64);
    if (reader.flag()) reader.ue();
    if (reader.flag()) {
      delayBits = reader.bits(5) + 1;
      reader.skip(42);
    }
  }
  const hasDisplayDelay = reader.flag();
  const points = reader.bits(5) + 1;
  for (let point = 0; point < points; point += 1) {
    reader.skip(12);
    if (reader.bits(5) > 7) reader.flag();
    if (delayBits > 0 && reader.flag()) reader.skip(2 * delayBits + 1);
    if (hasDisplayDelay && reader.flag()) reader.skip(4);
  }
}

const SELECT = 2;

function skipTools(reader: BitReader): void {
  reader.skip(4);
  const hasOrder = reader.flag();
  if (hasOrder) reader.skip(2);
  const screenContent = reader.flag() ? SELECT : reader.bits(1);
  if (screenContent > 0 && !reader.flag()) reader.flag();
  if (hasOrder) reader.skip(3);
}

/** With BT.709 primaries, the transfer of sRGB and no matrix, the three planes are green, blue and red. */
const SRGB = '1-13-0';

/** @see AV1 Bitstream Specification, 5.5.2 */
function readColour(reader: BitReader, profile: number): { pixelFormat: string; transfer: number } {
  const isHigh = reader.flag();
  const isTwelveBits = profile === 2 && isHigh && reader.flag();
  const highDepth = isTwelveBits ? 12 : 10;
  const bitDepth = isHigh ? highDepth : 8;
  const isMono = profile !== 1 && reader.flag();
  const [primaries, transfer, matrix] = reader.flag() ? [reader.bits(8), reader.bits(8), reader.bits(8)] : [2, 2, 2];
  const layout = { bitDepth, isFullRange: false, isRgb: false };
  if (isMono) return { pixelFormat: pixelFormatName({ ...layout, chroma: 0 }), transfer };
  if (`${primaries}-${transfer}-${matrix}` === SRGB) {
    return { pixelFormat: pixelFormatName({ ...layout, chroma: 3, isRgb: true }), transfer };
  }
  reader.flag();
  return { pixelFormat: pixelFormatName({ ...layout, chroma: chromaOf(reader, profile, bitDepth) }), transfer };
}

function chromaOf(reader: BitReader, profile: number, bitDepth: number): PixelLayout['chroma'] {
  if (profile < 2) return profile === 0 ? 1 : 3;
  if (bitDepth < 12) return 2;
  if (!reader.flag()) return 3;
  return reader.flag() ? 1 : 2;
}
