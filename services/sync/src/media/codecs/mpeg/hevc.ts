import { corrupt } from '../../refusal.ts';
import { BitReader } from '../bit-reader.ts';
import type { CodecPicture } from '../pixel-format.ts';
import { pixelFormatName } from '../pixel-format.ts';
import { skipReferencePictureSets, skipScalingListData } from './hevc-skips.ts';
import { readChroma, readVideoSignal, readWindow, sizeWithin } from './parameter-set.ts';

const SPS = 33;

/**
 * The first sequence parameter set of an hvcC box; null if the box holds none (hev1). @see ISO/IEC 14496-15, 8.3.3.1
 */
export function readHevcConfiguration(hvcC: Buffer): CodecPicture | null {
  if (hvcC.length < 23) throw corrupt('hvcC ends too soon');
  const arrayCount = hvcC[22]!;
  let at = 23;
  for (let array = 0; array < arrayCount; array += 1) {
    if (at + 3 > hvcC.length) throw corrupt('hvcC ends too soon');
    const type = hvcC[at]! & 63;
    const unitCount = hvcC.readUInt16BE(at + 1);
    at += 3;
    for (let unit = 0; unit < unitCount; unit += 1) {
      const lengthBytes = at + 2 <= hvcC.length ? hvcC.readUInt16BE(at) : Number.POSITIVE_INFINITY;
      if (at + 2 + lengthBytes > hvcC.length) throw corrupt('hvcC ends too soon');
      if (type === SPS) return readHevcSps(hvcC.subarray(at + 2, at + 2 + lengthBytes));
      at += 2 + lengthBytes;
    }
  }
  return null;
}

/**
 * Size and pixel format of a sequence parameter set, its NAL header included.
 *
 * @see ITU-T H.265, 7.3.2.2.1 and E.2.1; names as FFmpeg's hevc_ps.c map_pixel_format gives them
 */
export function readHevcSps(unit: Buffer): CodecPicture {
  const reader = BitReader.ofNalUnit(unit.subarray(2));
  reader.skip(4);
  const subLayers = reader.bits(3);
  reader.flag();
  skipProfileTierLevel(reader, subLayers);
  reader.ue();
  const chroma = readChroma(reader);
  const isSeparate = chroma === 3 && reader.flag();
  const coded = { width: reader.ue(), height: reader.ue() };
  const window = readWindow(reader);
  const bitDepth = 8 + reader.ue();
  reader.ue();
  const orderBits = reader.ue() + 4;
  const isPerLayer = reader.flag();
  for (let layer = isPerLayer ? 0 : subLayers; layer <= subLayers; layer += 1) {
    reader.ue();
    reader.ue();
    reader.ue();
  }
  for (let field = 0; field < 6; field += 1) reader.ue();
  if (reader.flag() && reader.flag()) skipScalingListData(reader, chroma);
  reader.skip(2);
  if (reader.flag()) {
    reader.skip(8);
    reader.ue();
    reader.ue();
    reader.flag();
  }
  skipReferencePictureSets(reader, orderBits);
  reader.skip(2);
  const { isFullRange, isRgb, transfer } = readVideoSignal(reader);
  const name = pixelFormatName({ chroma: isSeparate ? 0 : chroma, bitDepth, isFullRange, isRgb });
  return {
    ...sizeWithin(coded, window, chroma),
    transfer,
    // FFmpeg gives HEVC the full-range name for 8-bit 4:2:0 only
    pixelFormat: isFullRange && name === 'yuv420p' ? 'yuvj420p' : name,
  };
}

function skipProfileTierLevel(reader: BitReader, subLayers: number): void {
  reader.skip(88);
  reader.skip(8);
  const present: { profile: boolean; level: boolean }[] = [];
  for (let layer = 0; layer < subLayers; layer += 1) present.push({ profile: reader.flag(), level: reader.flag() });
  if (subLayers > 0) reader.skip(2 * (8 - subLayers));
  for (const { profile, level } of present) reader.skip((profile ? 88 : 0) + (level ? 8 : 0));
}
