/** A codec by ffprobe's name; pixelFormat is null if only the frames state it. */
export interface NamedCodec {
  codec: string;
  pixelFormat: string | null;
}

const named = (codec: string, pixelFormat: string | null = null): NamedCodec => ({ codec, pixelFormat });

const H264 = named('h264');
const HEVC = named('hevc');
const MJPEG = named('mjpeg');
const MPEG4 = named('mpeg4', 'yuv420p');
const MPEG2 = named('mpeg2video');
const H263 = named('h263', 'yuv420p');
const PRORES = named('prores');

/** Sample entries as FFmpeg's isom_tags.c names them. */
const SAMPLE_ENTRIES = new Map<string, NamedCodec>([
  ...[
    'avc1',
    'avc2',
    'avc3',
    'avc4',
    'dva1',
    'dvav',
    'ai5p',
    'ai5q',
    'ai52',
    'ai12',
    'AVin',
    'x264',
    'h264',
    'H264',
  ].map((type): [string, NamedCodec] => [type, H264]),
  ...['hvc1', 'hev1', 'hvc2', 'hev2', 'dvh1', 'dvhe'].map((type): [string, NamedCodec] => [type, HEVC]),
  ...['jpeg', 'mjpa', 'AVDJ', 'AVRn', 'dmb1', 'MJPG', 'JPEG'].map((type): [string, NamedCodec] => [type, MJPEG]),
  ['mjpb', named('mjpegb')],
  ...['mp4v', 'DIVX', 'XVID', '3IV2', 'xvid', 'divx', 'FMP4'].map((type): [string, NamedCodec] => [type, MPEG4]),
  ...[
    'm2v1',
    'mpg2',
    'mx5n',
    'mx5p',
    'mx4n',
    'mx4p',
    'mx3n',
    'mx3p',
    'hdv1',
    'hdv2',
    'hdv3',
    'hdv4',
    'hdv5',
    'hdv6',
    'hdv7',
    'hdv8',
    'hdv9',
    'hdva',
    'xdv1',
    'xdv2',
    'xdv3',
    'xdv4',
    'xdv5',
    'xdv6',
    'xdv7',
    'xdv8',
    'xdv9',
    'xdva',
    'xdvb',
    'xdvc',
    'xdvd',
    'xdve',
    'xdvf',
    'xd51',
    'xd54',
    'xd55',
    'xd59',
    'xd5a',
    'xd5b',
    'xd5c',
    'xd5d',
    'xd5e',
    'xd5f',
  ].map((type): [string, NamedCodec] => [type, MPEG2]),
  ...['m1v ', 'm1v1', 'mp1v', 'mpeg'].map((type): [string, NamedCodec] => [type, named('mpeg1video', 'yuv420p')]),
  ...['h263', 's263', 'M263'].map((type): [string, NamedCodec] => [type, H263]),
  ['H263', named('h263', 'yuv420p')],
  ['av01', named('av1')],
  ['vp08', named('vp8', 'yuv420p')],
  ['vp09', named('vp9')],
  ...['apch', 'apcn', 'apcs', 'apco', 'ap4h', 'ap4x'].map((type): [string, NamedCodec] => [type, PRORES]),
  ['SVQ3', named('svq3', 'yuvj420p')],
  ['cvid', named('cinepak', 'rgb24')],
  ['rpza', named('rpza', 'rgb555le')],
  ['smc ', named('smc', 'pal8')],
  ['png ', named('png')],
  ['MNG ', named('png')],
  ...['dvc ', 'dvcp', 'dvpp', 'dv5n', 'dv5p', 'dvhp', 'dvhq', 'AVdv', 'AVd1'].map((type): [string, NamedCodec] => [
    type,
    named('dvvideo'),
  ]),
  ['theo', named('theora')],
  ['3IVD', named('msmpeg4v3', 'yuv420p')],
  ['AVdn', named('dnxhd')],
  ['AVdh', named('dnxhd')],
  ['icod', named('aic', 'yuvj420p')],
  ['2vuy', named('rawvideo', 'uyvy422')],
  ['yuv2', named('rawvideo', 'yuyv422')],
  ['yuvs', named('rawvideo', 'yuyv422')],
  ['vc-1', named('vc1', 'yuv420p')],
  ['mjp2', named('jpeg2000')],
  ['drac', named('dirac')],
]);

/** Colours of QuickTime's uncompressed and animation codecs by the sample entry's depth; above 32 it is gray. */
const RAW_FORMATS = new Map([
  [1, 'monow'],
  [2, 'pal8'],
  [4, 'pal8'],
  [8, 'pal8'],
  [16, 'rgb555be'],
  [24, 'rgb24'],
  [32, 'argb'],
  [33, 'monow'],
  [40, 'gray'],
]);
const ANIMATION_FORMATS = new Map([
  [1, 'pal8'],
  [2, 'pal8'],
  [4, 'pal8'],
  [8, 'pal8'],
  [16, 'rgb555le'],
  [24, 'rgb24'],
  [32, 'argb'],
  [33, 'monow'],
  [34, 'pal8'],
  [36, 'pal8'],
  [40, 'pal8'],
]);
/** Planes of eight bits, packed line by line. @see FFmpeg 5.1 8bps.c */
const EIGHT_BPS_FORMATS = new Map([
  [8, 'pal8'],
  [24, 'bgr0'],
  [32, 'bgra'],
]);

/** Finds a codec by a sample entry's four letters and its depth; null for unknown letters. */
export function namedBySampleEntry(type: string, depth: number): NamedCodec | null {
  if (type === 'raw ') return named('rawvideo', RAW_FORMATS.get(depth) ?? null);
  if (type === 'rle ') return named('qtrle', ANIMATION_FORMATS.get(depth) ?? null);
  if (type === '8BPS') return named('8bps', EIGHT_BPS_FORMATS.get(depth) ?? null);
  return SAMPLE_ENTRIES.get(type) ?? null;
}

const OBJECT_TYPES = new Map<number, NamedCodec>([
  [0x20, MPEG4],
  [0x21, H264],
  [0x23, HEVC],
  ...[0x60, 0x61, 0x62, 0x63, 0x64, 0x65].map((type): [number, NamedCodec] => [type, MPEG2]),
  [0x6a, named('mpeg1video', 'yuv420p')],
  [0x6c, MJPEG],
  [0x6d, named('png')],
  [0x6e, named('jpeg2000')],
  [0xa3, named('vc1', 'yuv420p')],
  [0xa4, named('dirac')],
  [0xb1, named('vp9')],
  [0xf4, named('qcelp')],
]);

/**
 * Finds a codec by the object type in an ES descriptor; mp4v without one is MPEG-4.
 *
 * @see ISO/IEC 14496-1, 7.2.6.5 and 7.2.6.6
 */
export function codecOfEsds(esds: Buffer): NamedCodec {
  let at = 4;
  const descriptor = (tag: number): boolean => {
    if (esds[at] !== tag) return false;
    at += 1;
    for (let length = 0; length < 4 && ((esds[at] ?? 0) & 0x80) !== 0; length += 1) at += 1;
    at += 1;
    return true;
  };
  if (!descriptor(3)) return MPEG4;
  const flags = esds[at + 2] ?? 0;
  at += 3;
  if ((flags & 0x80) !== 0) at += 2;
  if ((flags & 0x40) !== 0) at += 1 + (esds[at] ?? 0);
  if ((flags & 0x20) !== 0) at += 2;
  if (!descriptor(4)) return MPEG4;
  return OBJECT_TYPES.get(esds[at] ?? 0) ?? MPEG4;
}
