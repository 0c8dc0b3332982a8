import { corrupt } from '../../refusal.ts';
import { type PixelLayout, pixelFormatName } from '../pixel-format.ts';
import { pictureOfAv1Units } from './av1-sequence.ts';

/** By the sequence header in it, else by its flags. @see AV1 Codec ISO Media File Format Binding, 2.3.3 (av1C) */
export function readAv1PixelFormat(av1C: Buffer, isRgb: boolean): string {
  if (av1C.length < 4) throw corrupt('av1C ends too soon');
  const picture = pictureOfAv1Units(av1C.subarray(4));
  if (picture !== null) return picture.pixelFormat;
  const flags = av1C[2]!;
  const bitDepth = (flags & 0x40) === 0 ? 8 : (flags & 0x20) === 0 ? 10 : 12;
  const isMono = (flags & 0x10) !== 0;
  return pixelFormatName({
    chroma: isMono ? 0 : chromaOf((flags & 8) !== 0, (flags & 4) !== 0),
    bitDepth,
    isFullRange: false,
    isRgb,
  });
}

/** @see VP Codec ISO Media File Format Binding (vpcC), the payload after version and flags */
export function readVpPixelFormat(vpcC: Buffer): string {
  if (vpcC.length < 6) throw corrupt('vpcC ends too soon');
  const subsampling = (vpcC[2]! >>> 1) & 7;
  const chroma = subsampling < 2 ? 1 : subsampling === 2 ? 2 : 3;
  return pixelFormatName({ chroma, bitDepth: vpcC[2]! >>> 4, isFullRange: false, isRgb: vpcC[5] === 0 });
}

function chromaOf(isHalfWide: boolean, isHalfHigh: boolean): PixelLayout['chroma'] {
  if (!isHalfWide) return 3;
  return isHalfHigh ? 1 : 2;
}
