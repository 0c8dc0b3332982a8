import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import { corrupt, tooComplex, unsupported } from '../../refusal.ts';
import type { ByteOrder } from './byte-order.ts';
import { COMMON_TAGS } from './common-tags.ts';

export const TAG = {
  subfileType: 0xfe,
  width: 0x100,
  height: 0x101,
  bitsPerSample: 0x102,
  compression: 0x103,
  photometric: 0x106,
  orientation: 0x112,
  samplesPerPixel: 0x115,
  extraSamples: 0x152,
  sampleFormat: 0x153,
  dngVersion: 0xc612,
} as const;
const READ_TAGS: ReadonlySet<number> = new Set(Object.values(TAG));
/** Types 1 to 13, and LONG8, SLONG8 and IFD8 of BigTIFF. */
const TYPE_SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8] as const;
/** The first directory of a real file has a few dozen entries, of a GeoTIFF a hundred. */
const MAX_ENTRIES = 4096;
/** An entry with a larger value is ignored, as in exiftool. */
const MAX_VALUE_BYTES = 2 ** 31 - 1;

/** What one page says about itself. */
export interface Directory {
  /** The first value of each tag of `TAG`. */
  values: ReadonlyMap<number, number>;
  /** The number of tags that are not common ones. */
  privateTags: number;
  /** Where the position of the next directory stands. */
  nextAt: number;
}

/**
 * @throws Refusal  a directory that exiftool does not read either
 * @see TIFF 6.0, section 2; BigTIFF (https://www.awaresystems.be/imaging/tiff/bigtiff.html)
 */
export function readDirectory(bytes: SparseBytes, order: ByteOrder, isBig: boolean, at: number): Directory {
  const countBytes = isBig ? 8 : 2;
  const countField = bytes.exactly(at, countBytes, 'the TIFF directory');
  const entryCount = isBig ? order.u64(countField, 0) : order.u16(countField, 0);
  if (entryCount === 0) throw corrupt('TIFF directory without entries');
  const entryBytes = isBig ? 20 : 12;
  const nextAt = at + countBytes + entryCount * entryBytes;
  if (nextAt > bytes.sizeBytes) throw corrupt('cut off within the TIFF directory');
  if (entryCount > MAX_ENTRIES) throw tooComplex(`TIFF directory of ${entryCount} entries`);
  const entries = bytes.view(at + countBytes, entryCount * entryBytes);
  const values = new Map<number, number>();
  let privateTags = 0;
  for (let index = 0; index < entryCount; index += 1) {
    const entry = entries.subarray(index * entryBytes, (index + 1) * entryBytes);
    const tag = order.u16(entry, 0);
    // exiftool ignores a directory whose first entry has no valid type; it skips such an entry at other positions
    if (index === 0 && !(TYPE_SIZES[order.u16(entry, 2)]! > 0))
      throw corrupt('TIFF directory that begins with no entry');
    if (tag === TAG.dngVersion) throw unsupported('camera raw (DNG)');
    // exiftool also stops here: bytes after an entry that points beyond the file are guesswork
    if (pointsBeyond(bytes.sizeBytes, order, entry, isBig)) break;
    if (!COMMON_TAGS.has(tag)) privateTags += 1;
    if (!READ_TAGS.has(tag)) continue;
    const value = firstValue(bytes, order, entry, isBig);
    if (value !== null && !values.has(tag)) values.set(tag, value);
  }
  return { values, privateTags, nextAt };
}

function pointsBeyond(fileBytes: number, order: ByteOrder, entry: Buffer, isBig: boolean): boolean {
  const valueBytes = (TYPE_SIZES[order.u16(entry, 2)] ?? 0) * (isBig ? order.u64(entry, 4) : order.u32(entry, 4));
  if (valueBytes <= (isBig ? 8 : 4) || valueBytes > MAX_VALUE_BYTES) return false;
  return (isBig ? order.u64(entry, 12) : order.u32(entry, 8)) + valueBytes > fileBytes;
}

function firstValue(bytes: SparseBytes, order: ByteOrder, entry: Buffer, isBig: boolean): number | null {
  const type = order.u16(entry, 2);
  const typeSize = TYPE_SIZES[type] ?? 0;
  const count = isBig ? order.u64(entry, 4) : order.u32(entry, 4);
  if (typeSize === 0 || count === 0 || count * typeSize > MAX_VALUE_BYTES) return null;
  const inlineBytes = isBig ? 8 : 4;
  const valueAt = isBig ? 12 : 8;
  if (count * typeSize <= inlineBytes) return order.value(entry, valueAt, type, count * typeSize);
  const offset = isBig ? order.u64(entry, valueAt) : order.u32(entry, valueAt);
  if (offset + typeSize > bytes.sizeBytes) return null;
  return order.value(bytes.view(offset, typeSize), 0, type, typeSize);
}
