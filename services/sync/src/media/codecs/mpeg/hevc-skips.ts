import { corrupt } from '../../refusal.ts';
import type { BitReader } from '../bit-reader.ts';

/** @see ITU-T H.265, 7.3.4 */
export function skipScalingListData(reader: BitReader, chroma: number): void {
  for (let size = 0; size < 4; size += 1) {
    for (let matrix = 0; matrix < 6; matrix += size === 3 && chroma !== 3 ? 3 : 1) {
      if (size === 3 && chroma === 3 && matrix % 3 !== 0) continue;
      if (!reader.flag()) {
        reader.ue();
        continue;
      }
      if (size > 1) reader.se();
      for (let index = 0; index < Math.min(64, 1 << (4 + (size << 1))); index += 1) reader.se();
    }
  }
}

/**
 * Skips the short-term sets, which may be coded as differences to one another, and the long-term pictures.
 *
 * @see ITU-T H.265, 7.3.7 and 7.4.8
 */
export function skipReferencePictureSets(reader: BitReader, orderBits: number): void {
  const setCount = reader.ue();
  if (setCount > 64) throw corrupt(`HEVC with ${setCount} reference picture sets`);
  const pictureCounts: number[] = [];
  for (let set = 0; set < setCount; set += 1) {
    pictureCounts.push(set > 0 && reader.flag() ? predictedSet(reader, pictureCounts[set - 1]!) : explicitSet(reader));
  }
  if (!reader.flag()) return;
  const longTermCount = reader.ue();
  if (longTermCount > 32) throw corrupt(`HEVC with ${longTermCount} long-term pictures`);
  reader.skip(longTermCount * (orderBits + 1));
}

function predictedSet(reader: BitReader, previousCount: number): number {
  reader.flag();
  reader.ue();
  let count = 0;
  for (let picture = 0; picture <= previousCount; picture += 1) {
    const isUsed = reader.flag();
    if (isUsed || reader.flag()) count += 1;
  }
  return count;
}

function explicitSet(reader: BitReader): number {
  const before = reader.ue();
  const after = reader.ue();
  if (before > 16 || after > 16) throw corrupt('HEVC with too many reference pictures');
  for (let picture = 0; picture < before + after; picture += 1) {
    reader.ue();
    reader.flag();
  }
  return before + after;
}
