import { corrupt } from '../../refusal.ts';
import { type CodecPicture, type PixelLayout, pixelFormatName } from '../pixel-format.ts';
import { pictureOfAv1Units } from './av1-sequence.ts';

/**
 * Decides by the sequence header in it, else by its flags. @see AV1 Codec ISO Media File Format Binding, 2.3.3 (av1C)
 */
export function readAv1Configuration(av1C: Buffer, isRgb: boolean): CodecPicture {
  if (av1C.length < 4) throw corrupt('av1C ends too soon');
  const picture = pictureOfAv1Units(av1C.subarray(4));
  if (picture !== null) return { ...picture, width: 0, height: 0 };
  const flags = av1C[2]!;
  const highDepth = (flags & 0x20) === 0 ? 10 : 12;
  const bitDepth = (flags & 0x40) === 0 ? 8 : highDepth;
  const isMono = (flags & 0x10) !== 0;
  const chroma = isMono ? 0 : chromaOf((flags & 8) !== 0, (flags & 4) !== 0);
  return { width: 0, height: 0, pixelFormat: pixelFormatName({ chroma, bitDepth, isFullRange: false, isRgb }) };
}

/** By vpcC's chromaSubsampling. Values 0 and 1 differ only in the position of the chroma sample. */
const CHROMA_OF_SUBSAMPLING: readonly PixelLayout['chroma'][] = [1, 1, 2, 3];

/** @see VP Codec ISO Media File Format Binding (vpcC), the payload after version and flags */
export function readVpConfiguration(vpcC: Buffer): CodecPicture {
  if (vpcC.length < 6) throw corrupt('vpcC ends too soon');
  const subsampling = (vpcC[2]! >>> 1) & 7;
  const chroma = CHROMA_OF_SUBSAMPLING[subsampling] ?? 3;
  const layout = { chroma, bitDepth: vpcC[2]! >>> 4, isFullRange: false, isRgb: vpcC[5] === 0 } as const;
  return { width: 0, height: 0, pixelFormat: pixelFormatName(layout), transfer: vpcC[4]! };
}

function chromaOf(isHalfWide: boolean, isHalfHigh: boolean): PixelLayout['chroma'] {
  if (!isHalfWide) return 3;
  return isHalfHigh ? 1 : 2;
}
