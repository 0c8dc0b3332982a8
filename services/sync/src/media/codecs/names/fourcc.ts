import type { NamedCodec } from './sample-entries.ts';

/** Four-letter tags by the codec and the pixel format that they mean. Tags with other characters follow below. */
const ROWS: readonly (readonly [codec: string, pixelFormat: string | null, tags: string])[] = [
  ['mpeg4', 'yuv420p', 'FMP4 DIVX DX50 XVID MP4S M4S2 MP4V DIV1 BLZ0 UMP4 WV1F SEDG RMP4 3IV2'],
  ['mpeg4', 'yuv420p', 'FFDS FVFW DCOD MVXM PM4V SMP4 DXGM VIDM M4T3 GEOX G264 HDX4 DMK2 DIGI'],
  ['mpeg4', 'yuv420p', 'INMC EPHV SN40 VSPX ULDX GEOV SIPP SM4V XVIX DREX QMP4 PLV1'],
  ['mjpeg', null, 'MJPG LJPG DMB1 JPEG JPGL AVRN ACDV QIVG SLMJ CJPG IJPG NTN1 ZJPG AVI1 AVI2 MTSJ MJPA'],
  ['h264', null, 'H264 X264 AVC1 DAVC SMV2 VSSH Q264 V264 GAVC UMSV TSHD INMC ESMT'],
  ['hevc', null, 'HEVC H265 HVC1 HEV1 X265'],
  ['h263', 'yuv420p', 'H263 X263 T263 U263'],
  ['flv1', 'yuv420p', 'S263 FLV1'],
  ['msmpeg4v1', 'yuv420p', 'MPG4 MP41'],
  ['msmpeg4v2', 'yuv420p', 'MP42 DIV2'],
  ['msmpeg4v3', 'yuv420p', 'MP43 DIV3 MPG3 DIV5 DIV6 DIV4 DVX3 AP41 COL1 COL0'],
  ['wmv1', 'yuv420p', 'WMV1'],
  ['wmv2', 'yuv420p', 'WMV2'],
  ['wmv3', 'yuv420p', 'WMV3'],
  ['vc1', 'yuv420p', 'WVC1'],
  ['mpeg1video', 'yuv420p', 'MPG1 MPEG PIM1 VCR2'],
  ['mpeg2video', null, 'MPG2 EM2V MMES SLIF'],
  ['dvvideo', null, 'DVSD DVHD DVH1 DVSL DV25 DV50 CDVC CDVH CDV5 DVCS DVIS PDVC SL25 SLDV'],
  ['cinepak', 'rgb24', 'CVID'],
  ['indeo3', 'yuv410p', 'IV31 IV32'],
  ['indeo4', 'yuv410p', 'IV41'],
  ['indeo5', 'yuv410p', 'IV50'],
  ['ffvhuff', null, 'FFVH'],
  ['huffyuv', null, 'HFYU'],
  ['jpegls', null, 'MJLS'],
  ['asv1', 'yuv420p', 'ASV1'],
  ['asv2', 'yuv420p', 'ASV2'],
  ['amv', 'yuvj420p', 'AMVF'],
  ['avrp', 'gbrp10le', 'AVRP'],
  ['ayuv', 'yuva444p', 'AYUV'],
  ['cljr', 'yuv411p', 'CLJR'],
  ['cfhd', null, 'CFHD'],
  ['flashsv', 'bgr24', 'FSV1'],
  ['hap', 'rgb0', 'HAP1'],
  ['hap', 'rgba', 'HAP5'],
  ['r10k', 'gbrp10le', 'R10K'],
  ['r210', 'gbrp10le', 'R210'],
  ['v210', 'yuv422p10le', 'V210'],
  ['v308', 'yuv444p', 'V308'],
  ['v408', 'yuva444p', 'V408'],
  ['v410', 'yuv444p10le', 'V410'],
  ['y41p', 'yuv411p', 'Y41P'],
  ['yuv4', 'yuv420p', 'YUV4'],
  ['rpza', 'rgb555le', 'AZPR'],
  ['svq1', 'yuv410p', 'SVQ1'],
  ['zmbv', null, 'ZMBV'],
  ['magicyuv', 'gbrp', 'M8RG'],
  ['magicyuv', 'gbrap', 'M8RA'],
  ['magicyuv', 'gray', 'M8G0'],
  ['magicyuv', 'yuv420p', 'M8Y0'],
  ['magicyuv', 'yuv422p', 'M8Y2'],
  ['magicyuv', 'yuv444p', 'M8Y4'],
  ['magicyuv', 'yuva444p', 'M8YA'],
  ['utvideo', 'gbrp', 'ULRG'],
  ['utvideo', 'gbrap', 'ULRA'],
  ['utvideo', 'yuv420p', 'ULY0 ULH0'],
  ['utvideo', 'yuv422p', 'ULY2 ULH2'],
  ['utvideo', 'yuv444p', 'ULY4 ULH4'],
  ['utvideo', 'yuv422p10le', 'UQY2'],
  ['utvideo', 'gbrp10le', 'UQRG'],
  ['utvideo', 'gbrap10le', 'UQRA'],
  ['ffv1', null, 'FFV1'],
  ['vp3', 'yuv420p', 'VP30 VP31'],
  ['vp5', 'yuv420p', 'VP50'],
  ['vp6', 'yuv420p', 'VP60 VP61 VP62'],
  ['vp6f', 'yuv420p', 'VP6F'],
  ['vp8', 'yuv420p', 'VP80'],
  ['vp9', null, 'VP90'],
  ['av1', null, 'AV01'],
  ['theora', null, 'THEO'],
  ['msvideo1', 'rgb555le', 'MSVC CRAM'],
  ['msrle', 'pal8', 'MRLE'],
  ['lagarith', null, 'LAGS'],
  ['png', null, 'PNG1 MPNG'],
  ['zlib', 'bgr24', 'ZLIB'],
  ['cscd', 'bgr24', 'CSCD'],
  ['tscc', null, 'TSCC'],
  ['snow', null, 'SNOW'],
  ['rawvideo', 'yuv420p', 'I420 IYUV YV12'],
  ['rawvideo', 'yuyv422', 'YUY2 YUYV YUNV V422 YUVS'],
  ['rawvideo', 'uyvy422', 'UYVY HDYC UYNV 2VUY UYNY Y422'],
  ['rawvideo', 'yvyu422', 'YVYU'],
  ['rawvideo', 'abgr', 'ABGR'],
  ['rawvideo', 'bgra', 'BGRA'],
  ['rawvideo', 'rgba', 'RGBA'],
  ['rawvideo', 'yuv411p', 'Y41B'],
  ['rawvideo', 'yuv422p', 'Y42B I422 YV16 422P'],
  ['rawvideo', 'gray', 'Y800 GREY'],
  ['rawvideo', 'nv12', 'NV12'],
  ['rawvideo', 'nv21', 'NV21'],
  ['rawvideo', 'yuv444p', '444P'],
  ['rawvideo', 'yuv410p', 'YUV9 YVU9'],
];

const ODD_TAGS: readonly (readonly [tag: string, codec: string, pixelFormat: string | null])[] = [
  ['\x01\0\0\x10', 'mpeg1video', 'yuv420p'],
  ['\x02\0\0\x10', 'mpeg2video', null],
  ['DVC ', 'dvvideo', null],
  ['GIF ', 'gif', 'bgra'],
  ['Y8  ', 'rawvideo', 'gray'],
];

const named = (codec: string, pixelFormat: string | null): NamedCodec => ({ codec, pixelFormat });

/** Four letters of AVI and of Windows bitmap headers, in capitals. @see FFmpeg 5.1 riff.c ff_codec_bmp_tags */
const FOURCCS = new Map<string, NamedCodec>([
  ...ROWS.flatMap(([codec, pixelFormat, tags]) =>
    tags.split(' ').map((tag): [string, NamedCodec] => [tag, named(codec, pixelFormat)]),
  ),
  ...ODD_TAGS.map(([tag, codec, pixelFormat]): [string, NamedCodec] => [tag, named(codec, pixelFormat)]),
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

/** Null for unknown tags. */
export function namedByFourcc(fourcc: string, bitsPerPixel: number): NamedCodec | null {
  if (fourcc === '\0\0\0\0' || fourcc === 'DIB ' || fourcc === 'RGB ') {
    return named('rawvideo', RAW_FORMATS.get(bitsPerPixel) ?? null);
  }
  if (fourcc === '\x01\0\0\0') return named('msrle', 'pal8');
  return FOURCCS.get(fourcc.toUpperCase()) ?? null;
}
