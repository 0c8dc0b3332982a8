import { skipped, type Verdict } from '../domain/verdict.ts';
import { MissingBytes, type SparseBytes } from './bytes/sparse-bytes.ts';
import { parseAsf } from './formats/asf/asf.ts';
import { parseBmp } from './formats/bmp/bmp.ts';
import { parseFlv } from './formats/flv/flv.ts';
import { parseGif } from './formats/gif/gif.ts';
import { parseHeif } from './formats/heif/heif.ts';
import { parseIsoMedia } from './formats/iso/movie.ts';
import { parseJpeg } from './formats/jpeg/jpeg.ts';
import { parseMatroska } from './formats/matroska/matroska.ts';
import { parseOgg } from './formats/ogg/ogg.ts';
import { parsePng } from './formats/png/png.ts';
import { parseAvi } from './formats/riff/avi.ts';
import { parseWebp } from './formats/riff/webp.ts';
import { parseTiff } from './formats/tiff/tiff.ts';
import type { Parsed } from './parsed.ts';
import { Refusal } from './refusal.ts';
import { judge } from './rules.ts';
import type { OwnFormat } from './sniff.ts';

const PARSERS: Record<OwnFormat, (bytes: SparseBytes) => Parsed> = {
  JPEG: parseJpeg,
  PNG: parsePng,
  GIF: parseGif,
  BMP: parseBmp,
  WEBP: parseWebp,
  TIFF: parseTiff,
  HEIF: parseHeif,
  ISO_MEDIA: parseIsoMedia,
  MATROSKA: parseMatroska,
  AVI: parseAvi,
  FLV: parseFlv,
  OGG: parseOgg,
  ASF: parseAsf,
};

/** Formats whose walk can be long. They are decided in a worker thread, the others in the thread that reads them. */
const VIDEO_FORMATS: ReadonlySet<OwnFormat> = new Set(['ISO_MEDIA', 'MATROSKA', 'AVI', 'FLV', 'OGG', 'ASF']);

export const isVideoFormat = (format: OwnFormat): boolean => VIDEO_FORMATS.has(format);

/** The detail of a file on which a parser threw an error. A test checks that none does. */
export const UNREADABLE = 'its structure makes no sense';

/**
 * The verdict on an object of which some ranges are known, or the next range that is needed. The function is pure and
 * total: it answers for any bytes.
 *
 * @param mayReadFurther  false where the budget is used up: a skipped file's verdict then goes without further findings
 */
export function decide(format: OwnFormat, bytes: SparseBytes, mayReadFurther = true): Verdict | MissingBytes {
  try {
    return judge(PARSERS[format](bytes), mayReadFurther);
  } catch (error) {
    if (error instanceof MissingBytes) return error;
    if (error instanceof Refusal) return skipped(error.reason, error.message);
    return skipped('CORRUPT', UNREADABLE);
  }
}
