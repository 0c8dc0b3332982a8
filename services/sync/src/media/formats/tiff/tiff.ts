import type { Findings } from '@bucket-sync/shared/contracts';
import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import type { ParsedImage } from '../../parsed.ts';
import { corrupt, tooComplex, unsupported } from '../../refusal.ts';
import { ByteOrder } from './byte-order.ts';
import { COMMON_TAGS } from './common-tags.ts';
import { countPages } from './pages.ts';

const TAG = {
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
/** The format of the first sample. @see TIFF 6.0, section 19 */
const SAMPLE_FORMATS = new Map<number, 'UINT' | 'INT' | 'FLOAT'>([
  [1, 'UINT'],
  [2, 'INT'],
  [3, 'FLOAT'],
]);
/** Lossy compressions: JPEG of two kinds, JPEG 2000, the lossy JPEG of DNG, WebP, and JPEG XL. */
const LOSSY_COMPRESSIONS: ReadonlySet<number> = new Set([6, 7, 34_712, 34_892, 50_001, 50_002, 52_546]);
/** Samples of one pixel that are its colour, by photometric interpretation; any other has one. */
const COLOUR_SAMPLES = new Map([
  [2, 3],
  [5, 4],
  [6, 3],
  [8, 3],
  [9, 3],
  [10, 3],
]);
/** Values of ExtraSamples: the first further sample is alpha. */
const ALPHA: ReadonlySet<number> = new Set([1, 2]);
/** Photometric interpretations that programs keep: gray, RGB, palette, CMYK, YCbCr, CIE L*a*b*. */
const COMMON_COLOURS: ReadonlySet<number> = new Set([0, 1, 2, 3, 5, 6, 8]);
/** The first directory of a real file has a few dozen entries, of a GeoTIFF a hundred. */
const MAX_ENTRIES = 4096;
/** An entry with a larger value is ignored, as in exiftool. */
const MAX_VALUE_BYTES = 2 ** 31 - 1;

/**
 * Reads the first image of the file, which is what a viewer shows of a file of many pages. Its size and orientation are
 * in the first directory, at any position. Later directories are only counted, and only if the file is skipped.
 *
 * @see TIFF 6.0, section 2; BigTIFF (https://www.awaresystems.be/imaging/tiff/bigtiff.html)
 */
export function parseTiff(bytes: SparseBytes): ParsedImage {
  const header = bytes.exactly(0, 8, 'the TIFF header');
  const order = ByteOrder.of(header)!;
  const isBig = order.u16(header, 2) === 43;
  const at = isBig ? order.u64(bytes.exactly(8, 8, 'the TIFF header'), 0) : order.u32(header, 4);
  if (at < 8 || at >= bytes.sizeBytes) throw corrupt(`TIFF directory at byte ${at} of ${bytes.sizeBytes}`);
  const countBytes = isBig ? 8 : 2;
  const countField = bytes.exactly(at, countBytes, 'the TIFF directory');
  const entryCount = isBig ? order.u64(countField, 0) : order.u16(countField, 0);
  if (entryCount === 0) throw corrupt('TIFF directory without entries');
  const entryBytes = isBig ? 20 : 12;
  if (at + countBytes + entryCount * entryBytes > bytes.sizeBytes) throw corrupt('cut off within the TIFF directory');
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
  const width = values.get(TAG.width);
  const height = values.get(TAG.height);
  if (width === undefined || height === undefined) throw corrupt('TIFF without width and height');
  return {
    kind: 'IMAGE',
    contentType: 'image/tiff',
    width,
    height,
    orientation: values.get(TAG.orientation) ?? null,
    findings: {
      bitDepth: countOr(1, values.get(TAG.bitsPerSample)),
      sampleFormat: sampleFormatOf(values),
      furtherChannels: furtherChannelsOf(values),
      isLossy: LOSSY_COMPRESSIONS.has(values.get(TAG.compression) ?? 1),
      privateTags,
      ...(values.get(TAG.samplesPerPixel) === 3 ? { colourType: countOr(0, values.get(TAG.photometric)) } : {}),
    },
    readFurther: () => ({ pages: countPages(bytes, order, isBig, at) }),
  };
}

function sampleFormatOf(values: ReadonlyMap<number, number>): Findings['sampleFormat'] {
  if (!COMMON_COLOURS.has(values.get(TAG.photometric) ?? 0)) return 'OTHER';
  return SAMPLE_FORMATS.get(values.get(TAG.sampleFormat) ?? 1) ?? 'OTHER';
}

/** The samples of a pixel that are neither its colour nor its alpha, such as near infrared. */
function furtherChannelsOf(values: ReadonlyMap<number, number>): number {
  const colours = COLOUR_SAMPLES.get(values.get(TAG.photometric) ?? 1) ?? 1;
  const further = countOr(1, values.get(TAG.samplesPerPixel)) - colours;
  return Math.max(further - (ALPHA.has(values.get(TAG.extraSamples) ?? 0) ? 1 : 0), 0);
}

/** The value of a field, if it is a count. */
const countOr = (otherwise: number, value: number | undefined): number =>
  value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : otherwise;

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
