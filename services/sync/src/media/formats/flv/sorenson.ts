import { BitReader } from '../../codecs/bit-reader.ts';
import type { CodecPicture } from '../../codecs/pixel-format.ts';

const START_CODE = 1;
const SIZES = [
  { width: 352, height: 288 },
  { width: 176, height: 144 },
  { width: 128, height: 96 },
  { width: 320, height: 240 },
  { width: 160, height: 120 },
];

/** The size in a picture header of Sorenson's H.263. @see Video File Format Specification 10.1, E.4.3.2 */
export function pictureOfSorenson(frame: Buffer): CodecPicture | null {
  if (frame.length < 10) return null;
  const reader = new BitReader(frame);
  if (reader.bits(17) !== START_CODE) return null;
  reader.skip(13);
  const format = reader.bits(3);
  const size =
    format < 2
      ? { width: reader.bits(format === 0 ? 8 : 16), height: reader.bits(format === 0 ? 8 : 16) }
      : SIZES[format - 2];
  return size === undefined ? null : { ...size, pixelFormat: 'yuv420p' };
}
