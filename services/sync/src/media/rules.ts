import type { Findings } from '@bucket-sync/shared/contracts';
import { skipped, type Verdict } from '../domain/verdict.ts';
import { MissingBytes } from './bytes/sparse-bytes.ts';
import type { Parsed, ParsedImage, ParsedVideo } from './parsed.ts';

/**
 * Applies the rules of docs/media-rules.md to what a parser found.
 *
 * An image with an EXIF orientation of 2 to 8 is refused, because a viewer that does not rewrite pixels would show it
 * rotated. Orientation 0 and values above 8 have no meaning: every viewer shows the stored pixels, so the file is
 * accepted. An MP4 needs the brand and the pixel format by ffprobe's names, so yuvj420p is refused. The other
 * containers are accepted with any brand and pixel format.
 */
export function judge(parsed: Parsed, mayReadFurther: boolean): Verdict {
  if (!isPlausible(parsed.width) || !isPlausible(parsed.height)) {
    return skipped('CORRUPT', `its size is ${parsed.width} x ${parsed.height} pixels`);
  }
  return parsed.kind === 'IMAGE' ? judgeImage(parsed, mayReadFurther) : judgeVideo(parsed);
}

/**
 * The largest value of GraphQL's Int and PostgreSQL's integer. PNG allows the same, and no other format of ours allows
 * more.
 */
const MAX_INTEGER = 2 ** 31 - 1;

const isPlausible = (pixels: number): boolean => Number.isInteger(pixels) && pixels >= 1 && pixels <= MAX_INTEGER;

function judgeImage(image: ParsedImage, mayReadFurther: boolean): Verdict {
  const { contentType, width, height, orientation } = image;
  if (orientation !== null && orientation >= 2 && orientation <= 8) {
    const findings: Findings = {
      mediaType: 'IMAGE',
      format: contentType,
      width,
      height,
      orientation: Math.floor(orientation),
      ...image.findings,
      ...furtherFindings(image, mayReadFurther),
    };
    return skipped('EXIF_ORIENTATION', `EXIF orientation ${orientation}`, findings);
  }
  return { kind: 'ACCEPTED', media: { mediaType: 'IMAGE', contentType, width, height, video: null } };
}

/** The verdict is already decided. Malformed data behind the headers does not change it. */
function furtherFindings({ readFurther }: ParsedImage, mayReadFurther: boolean): Findings {
  try {
    return readFurther?.() ?? {};
  } catch (error) {
    if (error instanceof MissingBytes && mayReadFurther) throw error;
    return {};
  }
}

const BRAND = 'mp42';
const PIXEL_FORMAT = 'yuv420p';
function judgeVideo(video: ParsedVideo): Verdict {
  const { contentType, width, height, durationMs, codec, pixelFormat, majorBrand } = video;
  if (!(durationMs <= MAX_INTEGER)) return skipped('CORRUPT', `its duration is ${durationMs} milliseconds`);
  const frameRate = video.frameRate !== null && Number.isFinite(video.frameRate) ? video.frameRate : null;
  const frameCount = video.frameCount !== null && video.frameCount <= MAX_INTEGER ? video.frameCount : null;
  if (contentType === 'video/mp4' && (majorBrand !== BRAND || pixelFormat !== PIXEL_FORMAT)) {
    const findings: Findings = {
      mediaType: 'VIDEO',
      format: contentType,
      width,
      height,
      majorBrand: printable(majorBrand),
      codec: printable(codec),
      pixelFormat,
      ...video.findings,
    };
    const detail = `major brand ${majorBrand?.trim()}, pixel format ${pixelFormat}`;
    const reason = majorBrand === BRAND ? 'PIXEL_FORMAT' : 'MP4_MAJOR_BRAND';
    return skipped(reason, detail, findings);
  }
  return {
    kind: 'ACCEPTED',
    media: {
      mediaType: 'VIDEO',
      contentType,
      width,
      height,
      video: { durationMs, frameRate, frameCount, codec, pixelFormat, majorBrand: majorBrand?.trim() ?? null },
    },
  };
}

/** Findings hold printable text only, because the names in a broken file can hold any bytes. */
const printable = (text: string | null): string => (text ?? '').replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 80);
