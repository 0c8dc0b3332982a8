import type { EbmlWalk, Element } from '../bytes/ebml.ts';
import { readAv1PixelFormat } from '../codecs/av1-vp9.ts';
import { codecOfFourcc } from '../codecs/fourcc.ts';
import { type CodecPicture, readAvcConfiguration } from '../codecs/h264.ts';
import { readHevcConfiguration } from '../codecs/hevc.ts';
import { codecOfSampleEntry, type NamedCodec } from '../codecs/sample-entries.ts';
import { ID } from './matroska-ids.ts';

export interface MatroskaTrack {
  type: 'VIDEO' | 'OTHER';
  number: number;
  codec: string;
  /** Null where only the frames tell it. */
  pixelFormat: string | null;
  width: number;
  height: number;
  frameRate: number | null;
}

const VIDEO_TYPE = 1;
const MAX_PRIVATE_BYTES = 64 * 1024;

const THEORA_FORMATS = ['yuv420p', 'unknown', 'yuv422p', 'yuv444p'] as const;

/** The identification header ends with the pixel format, in bits 4 and 3 of its last byte. @see Theora Specification, 6.2 */
function pictureOfTheora(codecPrivate: Buffer): CodecPicture | null {
  const at = codecPrivate.indexOf('\x80theora', 0, 'latin1');
  if (at < 0 || at + 42 > codecPrivate.length) return null;
  return { width: 0, height: 0, pixelFormat: THEORA_FORMATS[(codecPrivate[at + 41]! >>> 3) & 3]! };
}

/** Codec ids as FFmpeg's matroska.c names them. */
const CODECS = new Map<string, NamedCodec>([
  ['V_VP8', { codec: 'vp8', pixelFormat: 'yuv420p' }],
  ['V_VP9', { codec: 'vp9', pixelFormat: null }],
  ['V_AV1', { codec: 'av1', pixelFormat: null }],
  ['V_MPEG4/ISO/AVC', { codec: 'h264', pixelFormat: null }],
  ['V_MPEGH/ISO/HEVC', { codec: 'hevc', pixelFormat: null }],
  ['V_MPEG4/ISO/SP', { codec: 'mpeg4', pixelFormat: 'yuv420p' }],
  ['V_MPEG4/ISO/ASP', { codec: 'mpeg4', pixelFormat: 'yuv420p' }],
  ['V_MPEG4/ISO/AP', { codec: 'mpeg4', pixelFormat: 'yuv420p' }],
  ['V_MPEG4/MS/V3', { codec: 'msmpeg4v3', pixelFormat: 'yuv420p' }],
  ['V_MPEG1', { codec: 'mpeg1video', pixelFormat: 'yuv420p' }],
  ['V_MPEG2', { codec: 'mpeg2video', pixelFormat: null }],
  ['V_MJPEG', { codec: 'mjpeg', pixelFormat: null }],
  ['V_THEORA', { codec: 'theora', pixelFormat: null }],
  ['V_FFV1', { codec: 'ffv1', pixelFormat: null }],
  ['V_PRORES', { codec: 'prores', pixelFormat: 'yuv422p10le' }],
  ['V_SNOW', { codec: 'snow', pixelFormat: 'yuv420p' }],
  ['V_DIRAC', { codec: 'dirac', pixelFormat: null }],
  ['V_UNCOMPRESSED', { codec: 'rawvideo', pixelFormat: null }],
]);

export function readTracks(walk: EbmlWalk, tracks: Element): MatroskaTrack[] {
  const found: MatroskaTrack[] = [];
  for (const entry of walk.children(tracks)) if (entry.id === ID.trackEntry) found.push(readTrack(walk, entry));
  return found;
}

function readTrack(walk: EbmlWalk, entry: Element): MatroskaTrack {
  let type = 0;
  let number = 0;
  let codecId = '';
  let codecPrivate = Buffer.alloc(0);
  let defaultDuration = 0;
  let size = { width: 0, height: 0 };
  for (const element of walk.children(entry)) {
    switch (element.id) {
      case ID.trackType:
        type = walk.unsigned(element);
        break;
      case ID.trackNumber:
        number = walk.unsigned(element);
        break;
      case ID.codecId:
        codecId = walk.content(element, 64).toString('latin1').replace(/\0+$/, '');
        break;
      case ID.codecPrivate:
        codecPrivate = Buffer.from(walk.content(element, MAX_PRIVATE_BYTES));
        break;
      case ID.defaultDuration:
        defaultDuration = walk.unsigned(element);
        break;
      case ID.video:
        size = readSize(walk, element);
        break;
    }
  }
  const isVideo = type === VIDEO_TYPE;
  const named = isVideo ? codecOf(codecId, codecPrivate) : { codec: codecId, pixelFormat: 'none' };
  const picture = isVideo ? configuredPicture(named.codec, codecPrivate) : null;
  return {
    type: isVideo ? 'VIDEO' : 'OTHER',
    number,
    codec: named.codec,
    pixelFormat: picture?.pixelFormat ?? named.pixelFormat,
    ...(picture !== null && picture.width > 0 ? { width: picture.width, height: picture.height } : size),
    frameRate: isVideo && defaultDuration > 0 ? 1e9 / defaultDuration : null,
  };
}

function readSize(walk: EbmlWalk, video: Element): { width: number; height: number } {
  const size = { width: 0, height: 0 };
  for (const element of walk.children(video)) {
    if (element.id === ID.pixelWidth) size.width = walk.unsigned(element);
    if (element.id === ID.pixelHeight) size.height = walk.unsigned(element);
  }
  return size;
}

/** V_MS/VFW carries a Windows bitmap header, V_QUICKTIME a sample entry: both name the codec by four letters. */
function codecOf(codecId: string, codecPrivate: Buffer): NamedCodec {
  if (codecId === 'V_MS/VFW/FOURCC' && codecPrivate.length >= 20) {
    return codecOfFourcc(codecPrivate.toString('latin1', 16, 20), codecPrivate.readUInt16LE(14));
  }
  if (codecId === 'V_QUICKTIME' && codecPrivate.length >= 8) {
    return codecOfSampleEntry(codecPrivate.toString('latin1', 4, 8), 24);
  }
  return CODECS.get(codecId) ?? { codec: codecId.replace(/^V_/, '').toLowerCase() || 'unknown', pixelFormat: null };
}

function configuredPicture(codec: string, codecPrivate: Buffer): CodecPicture | null {
  const firstByte = { h264: 1, hevc: 1, av1: 0x81, theora: 2 }[codec];
  if (firstByte === undefined || codecPrivate[0] !== firstByte) return null;
  switch (codec) {
    case 'h264':
      return readAvcConfiguration(codecPrivate);
    case 'hevc':
      return readHevcConfiguration(codecPrivate);
    case 'theora':
      return pictureOfTheora(codecPrivate);
    case 'av1':
      return { width: 0, height: 0, pixelFormat: readAv1PixelFormat(codecPrivate, false) };
    default:
      return null;
  }
}
