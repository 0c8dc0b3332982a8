import type { CodecPicture } from '../pixel-format.ts';
import { layoutAlone, pixelFormatName } from '../pixel-format.ts';

/** The facts in a frame that a camera or an editing program wrote: DV, DNxHD, ProRes, CineForm. */
export function pictureOfStudioFrame(
  codec: 'dvvideo' | 'dnxhd' | 'prores' | 'cfhd',
  frame: Buffer,
  tag: string,
): CodecPicture | null {
  switch (codec) {
    case 'dvvideo':
      return pictureOfDv(frame);
    case 'dnxhd':
      return pictureOfDnx(frame);
    case 'prores':
      return pictureOfProRes(frame, tag);
    case 'cfhd':
      return pictureOfCineForm(frame);
  }
}

const DNX_DEPTHS = new Map([
  [1, 8],
  [2, 10],
  [3, 12],
]);

/** @see SMPTE ST 2019-1 (VC-3 frame header): the sample depth at 33, 4:4:4 and RGB at 44 */
function pictureOfDnx(frame: Buffer): CodecPicture | null {
  if (frame.length < 46) return null;
  const bitDepth = DNX_DEPTHS.get(frame[33]! >>> 5);
  if (bitDepth === undefined) return null;
  const chroma = (frame[44]! & 0x40) === 0 ? 2 : 3;
  const isRgb = chroma === 3 && (frame[44]! & 1) === 0;
  return layoutAlone(pixelFormatName({ chroma, bitDepth, isFullRange: false, isRgb }));
}

/**
 * Matroska omits the first 8 bytes, which hold no facts. FFmpeg gives the 4444 kinds 12 bits, by their four letters.
 *
 * @see SMPTE RDD 36, 5.1 (frame header)
 */
function pictureOfProRes(frame: Buffer, tag: string): CodecPicture | null {
  const header = frame.toString('latin1', 4, 8) === 'icpf' ? frame.subarray(8) : frame;
  if (header.length < 18) return null;
  const is444 = (header[12]! & 0xc0) === 0xc0;
  const hasAlpha = is444 && (header[17]! & 15) !== 0;
  const pixelFormat = is444 ? `yuv${hasAlpha ? 'a' : ''}444p` : 'yuv422p';
  const depth = tag.startsWith('ap4') ? '12le' : '10le';
  return { width: header.readUInt16BE(8), height: header.readUInt16BE(10), pixelFormat: `${pixelFormat}${depth}` };
}

const DV_HEADER_BYTES = 452;

/**
 * Byte 3 states the system (NTSC or PAL). Byte 451, in the video's own pack, states the signal type. The application id
 * in byte 4 distinguishes the two kinds of PAL.
 *
 * @see IEC 61834-2; FFmpeg 5.1 dv_profile.c ff_dv_frame_profile
 */
function pictureOfDv(frame: Buffer): CodecPicture | null {
  if (frame.length < DV_HEADER_BYTES) return null;
  const isPal = (frame[3]! & 0x80) !== 0;
  const signal = frame[451]! & 0x1f;
  if (signal !== 0) return layoutAlone('yuv422p');
  return layoutAlone(isPal && (frame[4]! & 7) === 0 ? 'yuv420p' : 'yuv411p');
}

const ENCODED_FORMAT = 84;
const CINEFORM_FORMATS = new Map([
  [1, 'yuv422p10le'],
  [2, 'bayer_rggb16le'],
  [3, 'gbrp12le'],
  [4, 'gbrap12le'],
]);

/** Tags and values of 16 bits each. @see SMPTE ST 2073-1 (VC-5); FFmpeg 5.1 cfhd.c */
function pictureOfCineForm(frame: Buffer): CodecPicture | null {
  for (let at = 0; at + 4 <= frame.length; at += 4)
    if (frame.readUInt16BE(at) === ENCODED_FORMAT)
      return layoutAlone(CINEFORM_FORMATS.get(frame.readUInt16BE(at + 2)) ?? null);
  return null;
}
