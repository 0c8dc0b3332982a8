import type { NamedCodec } from './sample-entries.ts';

const codec = (name: string, pixelFormat: string | null): NamedCodec => ({ codec: name, pixelFormat });

const MPEG4 = codec('mpeg4', 'yuv420p');
const MJPEG = codec('mjpeg', null);
const H264 = codec('h264', null);

/** Four letters of AVI and of Windows bitmap headers, in capitals. @see FFmpeg 5.1 riff.c ff_codec_bmp_tags */
const FOURCCS = new Map<string, NamedCodec>([
  ...[
    'FMP4',
    'DIVX',
    'DX50',
    'XVID',
    'MP4S',
    'M4S2',
    'MP4V',
    'DIV1',
    'BLZ0',
    'UMP4',
    'WV1F',
    'SEDG',
    'RMP4',
    '3IV2',
    'FFDS',
    'FVFW',
    'DCOD',
    'MVXM',
    'PM4V',
    'SMP4',
    'DXGM',
    'VIDM',
    'M4T3',
    'GEOX',
    'G264',
    'HDX4',
    'DMK2',
    'DIGI',
    'INMC',
    'EPHV',
    'SN40',
    'VSPX',
    'ULDX',
    'GEOV',
    'SIPP',
    'SM4V',
    'XVIX',
    'DREX',
    'QMP4',
    'PLV1',
  ].map((tag): [string, NamedCodec] => [tag, MPEG4]),
  ...[
    'MJPG',
    'LJPG',
    'DMB1',
    'MJLS',
    'JPEG',
    'JPGL',
    'AVRN',
    'ACDV',
    'QIVG',
    'SLMJ',
    'CJPG',
    'IJPG',
    'NTN1',
    'ZJPG',
    'AVI1',
    'AVI2',
    'MTSJ',
    'MJPA',
  ].map((tag): [string, NamedCodec] => [tag, MJPEG]),
  ...['H264', 'X264', 'AVC1', 'DAVC', 'SMV2', 'VSSH', 'Q264', 'V264', 'GAVC', 'UMSV', 'TSHD', 'INMC', 'ESMT'].map(
    (tag): [string, NamedCodec] => [tag, H264],
  ),
  ...['HEVC', 'H265', 'HVC1', 'HEV1', 'X265'].map((tag): [string, NamedCodec] => [tag, codec('hevc', null)]),
  ...['H263', 'X263', 'T263', 'U263'].map((tag): [string, NamedCodec] => [tag, codec('h263', 'yuv420p')]),
  ['S263', codec('flv1', 'yuv420p')],
  ['FLV1', codec('flv1', 'yuv420p')],
  ['MPG4', codec('msmpeg4v1', 'yuv420p')],
  ['MP41', codec('msmpeg4v1', 'yuv420p')],
  ['MP42', codec('msmpeg4v2', 'yuv420p')],
  ['DIV2', codec('msmpeg4v2', 'yuv420p')],
  ...['MP43', 'DIV3', 'MPG3', 'DIV5', 'DIV6', 'DIV4', 'DVX3', 'AP41', 'COL1', 'COL0'].map(
    (tag): [string, NamedCodec] => [tag, codec('msmpeg4v3', 'yuv420p')],
  ),
  ['WMV1', codec('wmv1', 'yuv420p')],
  ['WMV2', codec('wmv2', 'yuv420p')],
  ['WMV3', codec('wmv3', 'yuv420p')],
  ['WVC1', codec('vc1', 'yuv420p')],
  ...['MPG1', 'MPEG', 'PIM1', 'VCR2', '\x01\0\0\x10'].map((tag): [string, NamedCodec] => [
    tag,
    codec('mpeg1video', 'yuv420p'),
  ]),
  ...['MPG2', 'EM2V', 'MMES', '\x02\0\0\x10', 'SLIF'].map((tag): [string, NamedCodec] => [
    tag,
    codec('mpeg2video', null),
  ]),
  ...[
    'DVSD',
    'DVHD',
    'DVH1',
    'DVSL',
    'DV25',
    'DV50',
    'CDVC',
    'CDVH',
    'CDV5',
    'DVC ',
    'DVCS',
    'DVIS',
    'PDVC',
    'SL25',
    'SLDV',
  ].map((tag): [string, NamedCodec] => [tag, codec('dvvideo', null)]),
  ['CVID', codec('cinepak', 'rgb24')],
  ['IV31', codec('indeo3', 'yuv410p')],
  ['IV32', codec('indeo3', 'yuv410p')],
  ['IV41', codec('indeo4', 'yuv410p')],
  ['IV50', codec('indeo5', 'yuv410p')],
  ['FFVH', codec('ffvhuff', null)],
  ['FFV1', codec('ffv1', null)],
  ['VP30', codec('vp3', 'yuv420p')],
  ['VP31', codec('vp3', 'yuv420p')],
  ['VP50', codec('vp5', 'yuv420p')],
  ['VP60', codec('vp6', 'yuv420p')],
  ['VP61', codec('vp6', 'yuv420p')],
  ['VP62', codec('vp6', 'yuv420p')],
  ['VP6F', codec('vp6f', 'yuv420p')],
  ['VP80', codec('vp8', 'yuv420p')],
  ['VP90', codec('vp9', null)],
  ['AV01', codec('av1', null)],
  ['THEO', codec('theora', null)],
  ['MSVC', codec('msvideo1', 'rgb555le')],
  ['CRAM', codec('msvideo1', 'rgb555le')],
  ['MRLE', codec('msrle', 'pal8')],
  ['LAGS', codec('lagarith', null)],
  ['PNG1', codec('png', null)],
  ['MPNG', codec('png', null)],
  ['ZLIB', codec('zlib', 'bgr24')],
  ['CSCD', codec('cscd', 'bgr24')],
  ['TSCC', codec('tscc', null)],
  ['SNOW', codec('snow', 'yuv420p')],
  ...['I420', 'IYUV', 'YV12'].map((tag): [string, NamedCodec] => [tag, codec('rawvideo', 'yuv420p')]),
  ...['YUY2', 'YUYV', 'YUNV', 'V422', 'YUVS'].map((tag): [string, NamedCodec] => [tag, codec('rawvideo', 'yuyv422')]),
  ...['UYVY', 'HDYC', 'UYNV', '2VUY', 'UYNY', 'Y422'].map((tag): [string, NamedCodec] => [
    tag,
    codec('rawvideo', 'uyvy422'),
  ]),
  ['Y800', codec('rawvideo', 'gray')],
  ['Y8  ', codec('rawvideo', 'gray')],
  ['GREY', codec('rawvideo', 'gray')],
  ['NV12', codec('rawvideo', 'nv12')],
  ['NV21', codec('rawvideo', 'nv21')],
  ['I422', codec('rawvideo', 'yuv422p')],
  ['YV16', codec('rawvideo', 'yuv422p')],
  ['444P', codec('rawvideo', 'yuv444p')],
  ['422P', codec('rawvideo', 'yuv422p')],
  ['YUV9', codec('rawvideo', 'yuv410p')],
  ['YVU9', codec('rawvideo', 'yuv410p')],
]);

const HUFFYUV_FORMATS = new Map([
  [12, 'yuv420p'],
  [16, 'yuv422p'],
  [24, 'bgr24'],
  [32, 'bgra'],
]);

/** Uncompressed frames (no four letters, or "DIB ") by their bits per pixel. */
const RAW_FORMATS = new Map([
  [1, 'monow'],
  [4, 'pal8'],
  [8, 'pal8'],
  [16, 'rgb555le'],
  [24, 'bgr24'],
  [32, 'bgr0'],
]);

export function codecOfFourcc(fourcc: string, bitsPerPixel: number): NamedCodec {
  if (fourcc === '\0\0\0\0' || fourcc === 'DIB ' || fourcc === 'RGB ') {
    return codec('rawvideo', RAW_FORMATS.get(bitsPerPixel) ?? null);
  }
  if (fourcc === '\x01\0\0\0') return codec('msrle', 'pal8');
  if (fourcc === 'HFYU') return codec('huffyuv', HUFFYUV_FORMATS.get(bitsPerPixel) ?? null);
  const known = FOURCCS.get(fourcc.toUpperCase());
  if (known !== undefined) return known;
  return codec(/^[\x21-\x7e ]{4}$/.test(fourcc) ? fourcc.trim().toLowerCase() : 'unknown', null);
}
