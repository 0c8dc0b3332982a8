import { inflateSync } from 'node:zlib';
import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import { exifOrientation, exifOrientationOf, headerBytesBefore } from '../tiff/exif.ts';

/** A text profile larger than this is no EXIF block: those end at 64 KiB, in hexadecimal at 128 KiB. */
const MAX_PROFILE_BYTES = 256 * 1024;
const KEYWORD = /^Raw profile type (?:exif|APP1)$/;

/**
 * The orientation that one PNG chunk tells of, null for any other chunk: eXIf, and the text profiles in which ImageMagick
 * kept EXIF before PNG had a place for it (hexadecimal, compressed in zTXt).
 */
export function orientationOfPngChunk(bytes: SparseBytes, name: string, at: number, dataBytes: number): number | null {
  switch (name) {
    case 'eXIf':
    case 'exIf':
      return exifOrientation(bytes, at + headerBytesBefore(bytes.view(at, Math.min(dataBytes, 6))), at + dataBytes);
    case 'tEXt':
    case 'zTXt':
      return textProfileOrientation(bytes, name, at, dataBytes);
    default:
      return null;
  }
}

function textProfileOrientation(bytes: SparseBytes, name: string, at: number, dataBytes: number): number | null {
  const start = bytes.view(at, Math.min(dataBytes, 32));
  const keywordEnd = start.indexOf(0);
  if (keywordEnd < 0 || !KEYWORD.test(start.toString('latin1', 0, keywordEnd))) return null;
  if (dataBytes > MAX_PROFILE_BYTES) return null;
  const value = bytes.exactly(at, dataBytes, `the text of ${name}`).subarray(keywordEnd + 1);
  const text = name === 'tEXt' ? value : inflated(value.subarray(1));
  if (text === null) return null;
  // "\nexif\n     174\n457869660000..." : a name, the length, then lines of hexadecimal digits
  const match = /^\n\s*\S+\s+\d+\n([0-9a-fA-F\s]*)/.exec(text.toString('latin1'));
  return match === null ? null : exifOrientationOf(Buffer.from(match[1]!.replaceAll(/\s/g, ''), 'hex'));
}

/** A profile that does not inflate, or to more than an EXIF block can be, is none. */
function inflated(compressed: Buffer): Buffer | null {
  try {
    return inflateSync(compressed, { maxOutputLength: MAX_PROFILE_BYTES });
  } catch {
    return null;
  }
}
