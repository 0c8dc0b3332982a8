import { type CodecPicture, planarName } from '../pixel-format.ts';

/** Start of codestream, then the size marker. */
const START = Buffer.from('ff4fff51', 'hex');
/** From the start to the first component: marker, lengths, sizes and offsets, the number of components. */
const FIELDS_BYTES = 42;

/**
 * The pixel format of gray pictures and of those with smaller chroma. For three planes of one size it is null: the
 * codestream does not say whether they are RGB, luma and chroma, or a palette.
 *
 * @see ITU-T T.800, A.5.1 (SIZ)
 */
export function pictureOfJpeg2000(frame: Buffer): CodecPicture | null {
  const at = frame.indexOf(START);
  if (at < 0 || at + FIELDS_BYTES + 9 > frame.length) return null;
  const size = { width: frame.readUInt32BE(at + 8), height: frame.readUInt32BE(at + 12) };
  const components = frame.readUInt16BE(at + 40);
  const first = at + FIELDS_BYTES;
  const bitDepth = (frame[first]! & 0x7f) + 1;
  const [shiftX, shiftY] = [Math.log2(frame[first + 4]!), Math.log2(frame[first + 5]!)];
  const isPlain = components === 1 && bitDepth % 8 === 0 && !frame.includes('pclr', 0, 'latin1');
  if (!isPlain && (components !== 3 || shiftX + shiftY === 0)) return null;
  const hasChroma = components === 3;
  const pixelFormat = planarName({ isRgb: false, hasChroma, hasAlpha: false, bitDepth, shiftX, shiftY });
  return pixelFormat === null ? null : { ...size, pixelFormat };
}
