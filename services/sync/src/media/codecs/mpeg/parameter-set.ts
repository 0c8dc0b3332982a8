import { corrupt } from '../../refusal.ts';
import type { BitReader } from '../bit-reader.ts';
import type { PixelLayout } from '../pixel-format.ts';

/** The fields that H.264 and HEVC share: the chroma format, the displayed window, the video signal. */
export type Chroma = PixelLayout['chroma'];

export function readChroma(reader: BitReader): Chroma {
  const chroma = reader.ue();
  if (chroma > 3) throw corrupt(`chroma format ${chroma} in a parameter set`);
  return chroma as Chroma;
}

/** The crop at the left, right, top and bottom, in chroma samples. */
export type Window = readonly [left: number, right: number, top: number, bottom: number];

export const readWindow = (reader: BitReader): Window =>
  reader.flag() ? [reader.ue(), reader.ue(), reader.ue(), reader.ue()] : [0, 0, 0, 0];

/** Pixels of luma. If pictures are coded as fields, a row of the window is two rows. */
export function sizeWithin(
  coded: { width: number; height: number },
  [left, right, top, bottom]: Window,
  chroma: Chroma,
  rowsPerUnit = 1,
): { width: number; height: number } {
  const stepX = chroma === 1 || chroma === 2 ? 2 : 1;
  const stepY = (chroma === 1 ? 2 : 1) * rowsPerUnit;
  return { width: coded.width - stepX * (left + right), height: coded.height - stepY * (top + bottom) };
}

export interface VideoSignal {
  isFullRange: boolean;
  isRgb: boolean;
  /** @see ITU-T H.273, table 3; 2 means unspecified */
  transfer: number;
}

const UNSTATED: VideoSignal = { isFullRange: false, isRgb: false, transfer: 2 };

/** Aspect ratio, overscan and video signal type. @see ITU-T H.264 and H.265, E.2.1 */
export function readVideoSignal(reader: BitReader): VideoSignal {
  if (!reader.flag()) return UNSTATED;
  if (reader.flag() && reader.bits(8) === 255) reader.skip(32);
  if (reader.flag()) reader.flag();
  if (!reader.flag()) return UNSTATED;
  reader.skip(3);
  const isFullRange = reader.flag();
  if (!reader.flag()) return { ...UNSTATED, isFullRange };
  reader.skip(8);
  const transfer = reader.bits(8);
  return { isFullRange, isRgb: reader.bits(8) === 0, transfer };
}
