import type { Findings } from '@bucket-sync/shared/contracts';
import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import type { ParsedImage } from '../../parsed.ts';
import { corrupt } from '../../refusal.ts';
import { ByteOrder } from './byte-order.ts';
import { readDirectory, TAG } from './directory.ts';
import { examinePages } from './pages.ts';

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
/** Values of ExtraSamples: the first further sample is alpha. Colours are multiplied by associated alpha. */
const [ASSOCIATED_ALPHA, ALPHA] = [1, 2];
/** Photometric interpretations that programs keep: gray, RGB, palette, CMYK, YCbCr, CIE L*a*b*. */
const COMMON_COLOURS: ReadonlySet<number> = new Set([0, 1, 2, 3, 5, 6, 8]);
const [RGB, PALETTE] = [2, 3];

/**
 * Reads the first image of the file, which is what a viewer shows of a file of many pages. Its size and orientation are
 * in the first directory, at any position. Later directories are examined only if the file is skipped.
 *
 * @see TIFF 6.0, section 2; BigTIFF (https://www.awaresystems.be/imaging/tiff/bigtiff.html)
 */
export function parseTiff(bytes: SparseBytes): ParsedImage {
  const header = bytes.exactly(0, 8, 'the TIFF header');
  const order = ByteOrder.of(header)!;
  const isBig = order.u16(header, 2) === 43;
  const at = isBig ? order.u64(bytes.exactly(8, 8, 'the TIFF header'), 0) : order.u32(header, 4);
  if (at < 8 || at >= bytes.sizeBytes) throw corrupt(`TIFF directory at byte ${at} of ${bytes.sizeBytes}`);
  const first = readDirectory(bytes, order, isBig, at);
  const { values, privateTags } = first;
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
      ...coloursOf(values),
      hasOtherPages: true,
    },
    readFurther: () => examinePages(bytes, order, isBig, first),
  };
}

/** What a program must be told, because it writes a picture with only gray colours in another form by itself. */
function coloursOf(values: ReadonlyMap<number, number>): Findings {
  const photometric = countOr(0, values.get(TAG.photometric));
  const samples = values.get(TAG.samplesPerPixel) ?? 1;
  if (samples === 3 || photometric === PALETTE) return { colourType: photometric };
  return photometric === RGB && samples === 4 && isAlpha(values) ? { hasTransparency: true } : {};
}

const isAlpha = (values: ReadonlyMap<number, number>): boolean =>
  [ASSOCIATED_ALPHA, ALPHA].includes(values.get(TAG.extraSamples) ?? 0);

function sampleFormatOf(values: ReadonlyMap<number, number>): Findings['sampleFormat'] {
  if (!COMMON_COLOURS.has(values.get(TAG.photometric) ?? 0)) return 'OTHER';
  if (values.get(TAG.extraSamples) === ASSOCIATED_ALPHA) return 'OTHER';
  return SAMPLE_FORMATS.get(values.get(TAG.sampleFormat) ?? 1) ?? 'OTHER';
}

/** The samples of a pixel that are neither its colour nor its alpha, such as near infrared. */
function furtherChannelsOf(values: ReadonlyMap<number, number>): number {
  const colours = COLOUR_SAMPLES.get(values.get(TAG.photometric) ?? 1) ?? 1;
  const further = countOr(1, values.get(TAG.samplesPerPixel)) - colours;
  return Math.max(further - (isAlpha(values) ? 1 : 0), 0);
}

/** The value of a field, if it is a count. */
const countOr = (otherwise: number, value: number | undefined): number =>
  value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : otherwise;
