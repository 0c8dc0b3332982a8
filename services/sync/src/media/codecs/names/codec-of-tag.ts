import { namedByFourcc } from './fourcc.ts';
import { type NamedCodec, namedBySampleEntry } from './sample-entries.ts';

/**
 * The codec of a four-letter tag in AVI and in Windows bitmap headers. QuickTime's tags count as well, as in FFmpeg.
 * Unknown tags are returned in lower case.
 *
 * @see FFmpeg 5.1, avidec.c avi_read_header ("mov tag found in avi")
 */
export const codecOfFourcc = (fourcc: string, bitsPerPixel: number): NamedCodec =>
  namedByFourcc(fourcc, bitsPerPixel) ??
  namedBySampleEntry(fourcc, bitsPerPixel) ?? {
    codec: printable(fourcc)?.toLowerCase() ?? 'unknown',
    pixelFormat: null,
  };

/**
 * The codec of a sample entry of MP4 and MOV, where QuickTime's tags come first.
 *
 * @see FFmpeg 5.1, mov.c mov_codec_id
 */
export const codecOfSampleEntry = (type: string, depth: number): NamedCodec =>
  namedBySampleEntry(type, depth) ??
  namedByFourcc(type, depth) ?? { codec: printable(type) ?? 'unknown', pixelFormat: null };

const printable = (tag: string): string | null => (/^[\x21-\x7e ]{4}$/.test(tag) ? tag.trim() : null);
