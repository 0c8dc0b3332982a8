import type { EbmlWalk, Element } from '../../bytes/ebml.ts';
import { codecOfFourcc, codecOfSampleEntry } from '../../codecs/names/codec-of-tag.ts';
import type { NamedCodec } from '../../codecs/names/sample-entries.ts';
import type { CodecPicture } from '../../codecs/pixel-format.ts';
import { pictureOfPrivateData } from '../../codecs/private-data.ts';
import { ID } from './ids.ts';
import { nearestRatio } from './nearest-ratio.ts';

export interface MatroskaTrack {
  type: 'VIDEO' | 'OTHER';
  number: number;
  codec: string;
  /** Four letters for the codec, if its private data begins with them. */
  tag: string;
  /** Null if only the frames state it. */
  pixelFormat: string | null;
  width: number;
  height: number;
  frameRate: number | null;
}

const VIDEO_TYPE = 1;
/** As in FFmpeg's matroskadec.c. */
const LARGEST_OF_A_RATE = 30_000;
const MAX_PRIVATE_BYTES = 64 * 1024;

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
  ['V_PRORES', { codec: 'prores', pixelFormat: null }],
  ['V_SNOW', { codec: 'snow', pixelFormat: null }],
  ['V_DIRAC', { codec: 'dirac', pixelFormat: null }],
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
  let colourSpace = '';
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
        colourSpace = readColourSpace(walk, element);
        break;
    }
  }
  const isVideo = type === VIDEO_TYPE;
  const named = isVideo ? codecOf(codecId, codecPrivate, colourSpace) : { codec: codecId, pixelFormat: 'none' };
  const picture = isVideo ? configuredPicture(codecId, named.codec, codecPrivate) : null;
  return {
    type: isVideo ? 'VIDEO' : 'OTHER',
    number,
    codec: named.codec,
    tag: codecPrivate.toString('latin1', 0, 4),
    pixelFormat: picture?.pixelFormat ?? named.pixelFormat,
    ...(picture !== null && picture.width > 0 ? { width: picture.width, height: picture.height } : size),
    frameRate: isVideo && defaultDuration > 0 ? nearestRatio(1e9, defaultDuration, LARGEST_OF_A_RATE) : null,
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

/** Four letters for the layout of uncompressed pixels. */
function readColourSpace(walk: EbmlWalk, video: Element): string {
  for (const element of walk.children(video))
    if (element.id === ID.colourSpace) return walk.content(element, 4).toString('latin1');
  return '';
}

const WINDOWS = 'V_MS/VFW/FOURCC';
const BITMAP_HEADER_BYTES = 40;

/** V_MS/VFW carries a Windows bitmap header, V_QUICKTIME a sample entry: both name the codec by four letters. */
function codecOf(codecId: string, codecPrivate: Buffer, colourSpace: string): NamedCodec {
  if (codecId === 'V_UNCOMPRESSED') {
    const named = codecOfFourcc(colourSpace, 0);
    return { codec: 'rawvideo', pixelFormat: named.codec === 'rawvideo' ? named.pixelFormat : null };
  }
  if (codecId === WINDOWS && codecPrivate.length >= 20) {
    return codecOfFourcc(codecPrivate.toString('latin1', 16, 20), codecPrivate.readUInt16LE(14));
  }
  if (codecId === 'V_QUICKTIME' && codecPrivate.length >= 8) {
    return codecOfSampleEntry(codecPrivate.toString('latin1', 4, 8), 24);
  }
  return CODECS.get(codecId) ?? { codec: codecId.replace(/^V_/, '').toLowerCase() || 'unknown', pixelFormat: null };
}

function configuredPicture(codecId: string, codec: string, codecPrivate: Buffer): CodecPicture | null {
  if (codecId !== WINDOWS || codecPrivate.length < 16) return pictureOfPrivateData(codec, codecPrivate, 0);
  return pictureOfPrivateData(codec, codecPrivate.subarray(BITMAP_HEADER_BYTES), codecPrivate.readUInt16LE(14));
}
