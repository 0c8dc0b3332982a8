import { inflateSync } from 'node:zlib';
import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import { type ExifTags, headerBytesBefore, NO_EXIF, readExif, readExifBlock } from '../tiff/exif.ts';

/** A larger text profile is not an EXIF block: those end at 64 KiB, or 128 KiB in hexadecimal. */
const MAX_PROFILE_BYTES = 256 * 1024;
const KEYWORD = /^Raw profile type (?:exif|APP1)$/;

/**
 * The EXIF tags in one PNG chunk. They are in eXIf, or in the text profile that ImageMagick wrote before PNG had that
 * chunk (hexadecimal, compressed in zTXt). Any other chunk has none.
 */
export function readExifChunk(bytes: SparseBytes, name: string, at: number, dataBytes: number): ExifTags {
  switch (name) {
    case 'eXIf':
    case 'exIf':
      return readExif(bytes, at + headerBytesBefore(bytes.view(at, Math.min(dataBytes, 6))), at + dataBytes);
    case 'tEXt':
    case 'zTXt':
      return readTextProfile(bytes, name, at, dataBytes);
    default:
      return NO_EXIF;
  }
}

function readTextProfile(bytes: SparseBytes, name: string, at: number, dataBytes: number): ExifTags {
  const start = bytes.view(at, Math.min(dataBytes, 32));
  const keywordEnd = start.indexOf(0);
  if (keywordEnd < 0 || !KEYWORD.test(start.toString('latin1', 0, keywordEnd))) return NO_EXIF;
  if (dataBytes > MAX_PROFILE_BYTES) return NO_EXIF;
  const value = bytes.exactly(at, dataBytes, `the text of ${name}`).subarray(keywordEnd + 1);
  const text = name === 'tEXt' ? value : inflated(value.subarray(1));
  if (text === null) return NO_EXIF;
  // "\nexif\n     174\n457869660000..." : a name, the length, then lines of hexadecimal digits
  const match = /^\n\s*\S+\s+\d+\n([0-9a-fA-F\s]*)/.exec(text.toString('latin1'));
  return match === null ? NO_EXIF : readExifBlock(Buffer.from(match[1]!.replaceAll(/\s/g, ''), 'hex'));
}

/** A profile that does not inflate, or inflates beyond the size of an EXIF block, is ignored. */
function inflated(compressed: Buffer): Buffer | null {
  try {
    return inflateSync(compressed, { maxOutputLength: MAX_PROFILE_BYTES });
  } catch {
    return null;
  }
}
