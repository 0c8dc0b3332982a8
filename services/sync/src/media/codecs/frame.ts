import { pictureOfAv1Units } from './av1-vp9/av1-sequence.ts';
import { BitReader } from './bit-reader.ts';
import { pixelFormatOfFfv1Frame } from './lossless/ffv1.ts';
import { readH264Sps } from './mpeg/h264.ts';
import { readHevcSps } from './mpeg/hevc.ts';
import type { CodecPicture } from './pixel-format.ts';
import { layoutAlone, type PixelLayout, pixelFormatName } from './pixel-format.ts';
import { pictureOfJpeg2000 } from './still/jpeg2000.ts';
import { pictureOfStudioFrame } from './studio/studio-frames.ts';

/**
 * The facts in the first frame's own headers, for codecs whose container does not state them. Width and height are 0 if
 * the headers state only the pixel format. The result is null if there are no headers.
 *
 * @param tag  the four letters by which the container calls the codec
 */
export function pictureOfFrame(codec: string, frame: Buffer, tag: string): CodecPicture | null {
  switch (codec) {
    case 'mjpeg':
    case 'mjpegb':
      return pictureOfJpeg(frame);
    case 'png':
      return pictureOfPng(frame);
    case 'mpeg2video':
    case 'mpeg1video':
      return pictureOfMpeg(frame);
    case 'vp9':
      return pictureOfVp9(frame);
    case 'av1':
      return pictureOfAv1Units(frame);
    case 'jpegls':
      return pictureOfJpeg(frame);
    case 'ffv1':
      return layoutAlone(pixelFormatOfFfv1Frame(frame));
    case 'jpeg2000':
      return pictureOfJpeg2000(frame);
    case 'zmbv':
      return layoutAlone(ZMBV_FORMATS.get(frame[4] ?? 0) ?? null);
    case 'dvvideo':
    case 'dnxhd':
    case 'prores':
    case 'cfhd':
      return pictureOfStudioFrame(codec, frame, tag);
    case 'h264':
      return pictureOfUnits(frame, (first) => (first & 31) === 7, readH264Sps);
    case 'hevc':
      return pictureOfUnits(frame, (first) => ((first >>> 1) & 63) === 33, readHevcSps);
    default:
      return null;
  }
}

/** Formats of DOSBox captures. @see FFmpeg 5.1 zmbv.c */
const ZMBV_FORMATS = new Map([
  [4, 'pal8'],
  [5, 'rgb555le'],
  [6, 'rgb565le'],
  [7, 'bgr24'],
  [8, 'bgr0'],
]);

const JPEG_LS = 0xf7;
/** A comment that states limited range, as in video. */
const LIMITED_RANGE = 'CS=ITU601';

/**
 * Motion JPEG counts as full range (yuvj420p, yuvj422p, yuvj444p, gray) unless a comment denies it.
 *
 * @see FFmpeg mjpegdec.c ff_mjpeg_decode_sof, mjpeg_decode_com
 */
function pictureOfJpeg(frame: Buffer): CodecPicture | null {
  let isLimited = false;
  for (let at = 2; at + 10 <= frame.length && frame[at] === 0xff; at += 2 + frame.readUInt16BE(at + 2)) {
    const marker = frame[at + 1]!;
    if (marker === 0xfe)
      isLimited ||= frame.toString('latin1', at + 4, at + 4 + LIMITED_RANGE.length) === LIMITED_RANGE;
    if (marker !== JPEG_LS && (marker < 0xc0 || marker > 0xc2)) continue;
    const size = { width: frame.readUInt16BE(at + 7), height: frame.readUInt16BE(at + 5) };
    const components = frame[at + 9]!;
    if (marker === JPEG_LS)
      return { ...size, pixelFormat: JPEG_LS_FORMATS.get(`${components}-${frame[at + 4]! > 8}`) ?? 'unknown' };
    if (components === 1) return { ...size, pixelFormat: 'gray' };
    if (components !== 3 || at + 19 > frame.length) return { ...size, pixelFormat: 'unknown' };
    const name = JPEG_FORMATS.get(`${frame[at + 11]!.toString(16)}-${frame[at + 14]!.toString(16)}`) ?? 'unknown';
    return { ...size, pixelFormat: isLimited ? name.replace('yuvj', 'yuv') : name };
  }
  return null;
}

/** By the number of components and whether they have more than 8 bits. */
const JPEG_LS_FORMATS = new Map([
  ['1-false', 'gray'],
  ['1-true', 'gray16le'],
  ['3-false', 'rgb24'],
  ['3-true', 'rgb48le'],
]);

/** By the sampling factors of the first and the second component. */
const JPEG_FORMATS = new Map([
  ['11-11', 'yuvj444p'],
  ['21-11', 'yuvj422p'],
  ['22-11', 'yuvj420p'],
  ['22-12', 'yuvj422p'],
  ['22-21', 'yuvj440p'],
  ['12-11', 'yuvj440p'],
  ['41-11', 'yuvj411p'],
  ['12-12', 'yuvj444p'],
  ['21-21', 'yuvj444p'],
]);

const PNG_FORMATS = new Map([
  ['0-8', 'gray'],
  ['0-1', 'monob'],
  ['0-16', 'gray16be'],
  ['2-8', 'rgb24'],
  ['2-16', 'rgb48be'],
  ['3-8', 'pal8'],
  ['3-4', 'pal8'],
  ['3-2', 'pal8'],
  ['3-1', 'pal8'],
  ['4-8', 'ya8'],
  ['4-16', 'ya16be'],
  ['6-8', 'rgba'],
  ['6-16', 'rgba64be'],
]);

function pictureOfPng(frame: Buffer): CodecPicture | null {
  if (frame.length < 26 || frame.readUInt32BE(0) !== 0x89504e47) return null;
  const pixelFormat = PNG_FORMATS.get(`${frame[25]}-${frame[24]}`) ?? 'unknown';
  return { width: frame.readUInt32BE(16), height: frame.readUInt32BE(20), pixelFormat };
}

/** @see ISO/IEC 13818-2, 6.2.2.1 (sequence header) and 6.2.2.3 (sequence extension: chroma format) */
function pictureOfMpeg(frame: Buffer): CodecPicture | null {
  const at = frame.indexOf(Buffer.from([0, 0, 1, 0xb3]));
  if (at < 0 || at + 8 > frame.length) return null;
  const size = { width: frame.readUInt16BE(at + 4) >>> 4, height: frame.readUInt16BE(at + 5) & 0xfff };
  const extension = frame.indexOf(Buffer.from([0, 0, 1, 0xb5]), at);
  const chroma = extension < 0 || extension + 6 > frame.length ? 1 : (frame[extension + 5]! >>> 1) & 3;
  const pixelFormat = pixelFormatName({
    chroma: (chroma === 0 ? 1 : chroma) as PixelLayout['chroma'],
    bitDepth: 8,
    isFullRange: false,
    isRgb: false,
  });
  return { ...size, pixelFormat };
}

/** @see VP9 Bitstream Specification, 6.2 (uncompressed header) */
function pictureOfVp9(frame: Buffer): CodecPicture | null {
  if (frame.length < 12) return null;
  const reader = new BitReader(frame);
  if (reader.bits(2) !== 2) return null;
  const profile = reader.bits(1) + 2 * reader.bits(1);
  if (profile === 3) reader.flag();
  const isKeyFrame = !reader.flag() && !reader.flag();
  reader.skip(2);
  if (!isKeyFrame || reader.bits(24) !== 0x498342) return null;
  const isTwelveBits = profile >= 2 && reader.flag();
  const highDepth = isTwelveBits ? 12 : 10;
  const bitDepth = profile < 2 ? 8 : highDepth;
  const isRgb = reader.bits(3) === 7;
  let chroma: PixelLayout['chroma'] | 'yuv440p' = 1;
  if (isRgb) {
    chroma = 3;
    if (profile % 2 === 1) reader.flag();
  } else {
    reader.flag();
    if (profile % 2 === 1) {
      const [isHalfWide, isHalfHigh] = [reader.flag(), reader.flag()];
      reader.flag();
      if (isHalfWide) chroma = 2;
      else chroma = isHalfHigh ? 'yuv440p' : 3;
    }
  }
  const size = { width: reader.bits(16) + 1, height: reader.bits(16) + 1 };
  if (chroma === 'yuv440p') return { ...size, pixelFormat: bitDepth === 8 ? chroma : `${chroma}${bitDepth}le` };
  return { ...size, pixelFormat: pixelFormatName({ chroma, bitDepth, isFullRange: false, isRgb }) };
}

/** Parameter sets in the stream itself, each behind a start code (00 00 01). */
function pictureOfUnits(
  frame: Buffer,
  isParameterSet: (first: number) => boolean,
  read: (unit: Buffer) => CodecPicture,
): CodecPicture | null {
  const startCode = Buffer.from([0, 0, 1]);
  for (let at = frame.indexOf(startCode); at >= 0 && at + 4 < frame.length; at = frame.indexOf(startCode, at + 3)) {
    if (!isParameterSet(frame[at + 3]!)) continue;
    const next = frame.indexOf(startCode, at + 3);
    return read(frame.subarray(at + 3, next < 0 ? frame.length : next));
  }
  return null;
}
