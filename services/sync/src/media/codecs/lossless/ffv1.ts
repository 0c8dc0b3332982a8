import { planarName } from '../pixel-format.ts';
import { RangeDecoder } from './range-decoder.ts';

/** A range coder of this kind has a table of its own. Only the table's length matters here. */
const CUSTOM_TABLE = 2;
const TABLE_ENTRIES = 255;

/**
 * The pixel format in FFV1's parameters. From version 2 on, the parameters are in the configuration record of the
 * container.
 *
 * @see RFC 9043 (FFV1), 4.2 (Parameters) and 4.3 (Configuration Record)
 */
export function pixelFormatOfFfv1Record(record: Buffer): string | null {
  if (record.length < 6) return null;
  const decoder = new RangeDecoder(record);
  const contexts = RangeDecoder.contexts();
  const version = decoder.number(contexts);
  if (version === null || version < 2) return null;
  if (version > 2) decoder.number(contexts);
  return readParameters(decoder, contexts, version);
}

/** For versions 0 and 1: the parameters begin each key frame, after the bit that marks a key frame. */
export function pixelFormatOfFfv1Frame(frame: Buffer): string | null {
  if (frame.length < 6) return null;
  const decoder = new RangeDecoder(frame);
  if (!decoder.bit(RangeDecoder.contexts(1))) return null;
  const contexts = RangeDecoder.contexts();
  const version = decoder.number(contexts);
  return version === null || version > 1 ? null : readParameters(decoder, contexts, version);
}

function readParameters(decoder: RangeDecoder, contexts: Uint8Array, version: number): string | null {
  const coder = decoder.number(contexts);
  if (coder === CUSTOM_TABLE) for (let entry = 0; entry < TABLE_ENTRIES; entry += 1) decoder.signed(contexts);
  const colourSpace = decoder.number(contexts);
  const statedBits = version > 0 ? decoder.number(contexts) : 8;
  const hasChroma = decoder.bit(contexts);
  const shiftX = decoder.number(contexts);
  const shiftY = decoder.number(contexts);
  const hasAlpha = decoder.bit(contexts);
  if (coder === null || statedBits === null || shiftX === null || shiftY === null) return null;
  const bitDepth = Math.max(statedBits, 8);
  // up to 8 bits FFmpeg packs the colours of colour space 1
  if (colourSpace === 1 && bitDepth === 8) return hasAlpha ? 'bgra' : 'bgr0';
  if (colourSpace !== 0 && colourSpace !== 1) return null;
  return planarName({ isRgb: colourSpace === 1, hasChroma, hasAlpha, bitDepth, shiftX, shiftY });
}
