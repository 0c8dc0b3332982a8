import { SparseBytes } from '../../bytes/sparse-bytes.ts';
import { ByteOrder } from './byte-order.ts';

/** Sizes in bytes of the TIFF field types 1 to 13; index 0 is no type. */
const TYPE_SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4] as const;
/** The tags of IFD0 that are read. A new tag needs one line here and one in `ExifTags`. */
const TAGS = new Map<number, keyof ExifTags>([[0x0112, 'orientation']]);
const HEADER_BYTES = 8;

/** After this many bad entries a directory is garbage; the number is exiftool's. */
const MAX_BAD_ENTRIES = 10;

/** The values read from an EXIF block, each as stored, even if invalid; null if the block has none. */
export interface ExifTags {
  orientation: number | null;
}

/** A block without a directory, or no block at all. */
export const NO_EXIF: ExifTags = { orientation: null };

/**
 * Reads tags of IFD0 in an EXIF block, as exiftool does. The first value of a tag counts. IFD1 (the thumbnail) never
 * counts. A directory that does not fit in the block, or begins with an invalid entry, is ignored. The thumbnail and
 * the maker notes behind IFD0 are not read.
 *
 * @param at   where the TIFF header ("II" or "MM") stands; offsets count from there
 * @param end  where the block ends
 * @see CIPA DC-008 (EXIF 2.32) 4.6.2; ExifTool 12.57 Exif.pm ProcessExif
 */
export function readExif(bytes: SparseBytes, at: number, end: number): ExifTags {
  const blockBytes = Math.min(end, bytes.sizeBytes) - at;
  if (blockBytes < HEADER_BYTES) return NO_EXIF;
  const header = bytes.view(at, HEADER_BYTES);
  const order = ByteOrder.of(header);
  if (order === null) return NO_EXIF;
  const start = order.u32(header, 4);
  if (start < HEADER_BYTES || start + 2 > blockBytes) return NO_EXIF;
  const entryCount = order.u16(bytes.view(at + start, 2), 0);
  const directoryEnd = start + 2 + 12 * entryCount;
  const rest = blockBytes - directoryEnd;
  if (rest < 0 || rest === 1 || rest === 3) return NO_EXIF;
  const entries = bytes.view(at + start + 2, 12 * entryCount);
  const tags: Partial<ExifTags> = {};
  let badEntries = 0;
  for (let entry = 0; entry < entries.length; entry += 12) {
    if (badEntries > MAX_BAD_ENTRIES) break;
    const type = order.u16(entries, entry + 2);
    if (type < 1 || type > 13) {
      if (entry === 0) return NO_EXIF;
      if (type !== 0) badEntries += 1;
      continue;
    }
    const tag = TAGS.get(order.u16(entries, entry));
    const name = tag === undefined || tag in tags ? undefined : tag;
    const sizeBytes = order.u32(entries, entry + 4) * TYPE_SIZES[type]!;
    if (sizeBytes > 4) {
      const valueAt = order.u32(entries, entry + 8);
      const isInDirectory = valueAt < directoryEnd && valueAt + sizeBytes > start;
      if (valueAt + sizeBytes > blockBytes || isInDirectory || valueAt < HEADER_BYTES) {
        badEntries += 1;
        continue;
      }
      if (name !== undefined) tags[name] = order.value(bytes.view(at + valueAt, 8), 0, type, sizeBytes);
    } else if (name !== undefined) {
      tags[name] = order.value(entries, entry + 8, type, sizeBytes);
    }
  }
  return { ...NO_EXIF, ...tags };
}

/** Reads a block that is completely in memory. "Exif\0\0" of JPEG before it, which some writers leave, is skipped. */
export function readExifBlock(block: Buffer): ExifTags {
  const whole = new SparseBytes(block.length, 0);
  whole.add(0, block);
  return readExif(whole, headerBytesBefore(block), block.length);
}

/** How many bytes of "Exif\0\0" stand where a TIFF header should. */
export const headerBytesBefore = (start: Buffer): number => (start.toString('latin1', 0, 6) === 'Exif\0\0' ? 6 : 0);
