import { readAv1Configuration } from './av1-vp9/configuration.ts';
import { pixelFormatOfFfv1Record } from './lossless/ffv1.ts';
import { pixelFormatOfHuffyuv } from './lossless/huffyuv.ts';
import { readAvcConfiguration } from './mpeg/h264.ts';
import { readHevcConfiguration } from './mpeg/hevc.ts';
import { type CodecPicture, layoutAlone } from './pixel-format.ts';

/**
 * The facts in a codec's own configuration. AVI stores it behind the bitmap header, Matroska as CodecPrivate, and
 * QuickTime in a "glbl" box. Width and height are 0 if it states only the pixel format. The result is null if it does
 * not state the pixel format.
 *
 * @param bitsPerPixel  as the container has it
 */
export function pictureOfPrivateData(codec: string, data: Buffer, bitsPerPixel: number): CodecPicture | null {
  switch (codec) {
    case 'h264':
      return data[0] === 1 ? readAvcConfiguration(data) : null;
    case 'hevc':
      return data[0] === 1 ? readHevcConfiguration(data) : null;
    case 'av1':
      return data[0] === 0x81 ? readAv1Configuration(data, false) : null;
    case 'theora':
      return layoutAlone(pixelFormatOfTheora(data));
    case 'ffv1':
      return layoutAlone(pixelFormatOfFfv1Record(data));
    case 'huffyuv':
    case 'ffvhuff':
      return layoutAlone(pixelFormatOfHuffyuv(data, bitsPerPixel));
    default:
      return null;
  }
}

const THEORA_FORMATS = ['yuv420p', 'unknown', 'yuv422p', 'yuv444p'] as const;

/**
 * The identification header ends with the pixel format, in bits 4 and 3 of its last byte.
 *
 * @see Theora Specification, 6.2
 */
function pixelFormatOfTheora(data: Buffer): string | null {
  const at = data.indexOf('\x80theora', 0, 'latin1');
  return at < 0 || at + 42 > data.length ? null : THEORA_FORMATS[(data[at + 41]! >>> 3) & 3]!;
}
