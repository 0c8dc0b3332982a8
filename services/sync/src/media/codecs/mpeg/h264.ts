import { corrupt } from '../../refusal.ts';
import { BitReader } from '../bit-reader.ts';
import { type CodecPicture, type PixelLayout, pixelFormatName } from '../pixel-format.ts';
import { type Chroma, readChroma, readVideoSignal, readWindow, sizeWithin } from './parameter-set.ts';

export interface H264Picture extends CodecPicture {
  /** True if rows or columns are cropped at the top or left. The container's size then does not count. */
  isCroppedAtStart: boolean;
}

const HIGH_PROFILES = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/**
 * The first sequence parameter set of an avcC box; null if the box holds none (avc3). @see ISO/IEC 14496-15, 5.3.3.1
 */
export function readAvcConfiguration(avcC: Buffer): H264Picture | null {
  if (avcC.length < 8) throw corrupt('avcC ends too soon');
  if ((avcC[5]! & 31) === 0) return null;
  const lengthBytes = avcC.readUInt16BE(6);
  if (8 + lengthBytes > avcC.length) throw corrupt('avcC ends too soon');
  return readH264Sps(avcC.subarray(8, 8 + lengthBytes));
}

/**
 * Size and pixel format of a sequence parameter set, its NAL header included.
 *
 * @see ITU-T H.264, 7.3.2.1.1 and E.1.1; names as FFmpeg's h264_slice.c get_pixel_format gives them
 */
export function readH264Sps(unit: Buffer): H264Picture {
  const reader = BitReader.ofNalUnit(unit.subarray(1));
  const profile = reader.bits(8);
  reader.skip(16);
  reader.ue();
  let chroma: Chroma = 1;
  let bitDepth = 8;
  let isSeparate = false;
  if (HIGH_PROFILES.has(profile)) {
    chroma = readChroma(reader);
    if (chroma === 3) isSeparate = reader.flag();
    bitDepth = 8 + reader.ue();
    reader.ue();
    reader.flag();
    if (reader.flag()) skipScalingLists(reader, chroma === 3 ? 12 : 8);
  }
  reader.ue();
  skipPictureOrder(reader);
  reader.ue();
  reader.flag();
  const widthBlocks = reader.ue() + 1;
  const heightUnits = reader.ue() + 1;
  const isFrameOnly = reader.flag();
  if (!isFrameOnly) reader.flag();
  reader.flag();
  const crop = readWindow(reader);
  const { isFullRange, isRgb, transfer } = readVideoSignal(reader);
  const rowsPerUnit = isFrameOnly ? 1 : 2;
  const coded = { width: widthBlocks * 16, height: heightUnits * 16 * rowsPerUnit };
  const layout: PixelLayout = { chroma, bitDepth, isFullRange, isRgb };
  return {
    ...sizeWithin(coded, crop, chroma, rowsPerUnit),
    pixelFormat: nameOf(isSeparate ? { ...layout, chroma: 3 } : layout),
    transfer,
    isCroppedAtStart: crop[0] > 0 || crop[2] > 0,
  };
}

/** FFmpeg decodes gray to 4:2:0. Only 8-bit formats have a separate name for full range. */
function nameOf(layout: PixelLayout): string {
  const name = pixelFormatName(layout.chroma === 0 ? { ...layout, chroma: 1 } : layout);
  return layout.isFullRange && name.startsWith('yuv') && layout.bitDepth === 8 ? name.replace('yuv', 'yuvj') : name;
}

function skipScalingLists(reader: BitReader, count: number): void {
  for (let list = 0; list < count; list += 1) {
    if (!reader.flag()) continue;
    let last = 8;
    let next = 8;
    for (let index = 0; index < (list < 6 ? 16 : 64); index += 1) {
      if (next !== 0) next = (last + reader.se() + 256) % 256;
      if (next !== 0) last = next;
    }
  }
}

function skipPictureOrder(reader: BitReader): void {
  const type = reader.ue();
  if (type === 0) reader.ue();
  if (type !== 1) return;
  reader.flag();
  reader.se();
  reader.se();
  const count = reader.ue();
  if (count > 255) throw corrupt('H.264 picture order cycle too long');
  for (let index = 0; index < count; index += 1) reader.se();
}
