import type { Findings } from '@bucket-sync/shared/contracts';
import { skipped, type Verdict } from '../domain/verdict.ts';
import { MissingBytes } from './bytes/sparse-bytes.ts';
import type { Parsed, ParsedImage, ParsedVideo } from './parsed.ts';

/**
 * The rules of docs/media-rules.md, applied to what a parser found.
 *
 * An image is refused for an EXIF orientation of 2 to 8: a viewer that does not rewrite pixels would show it turned. 0
 * and values above 8 mean nothing, so every viewer shows such a file as it is stored: accepted. An MP4 needs the brand
 * and the pixel format by ffprobe's names, so yuvj420p is refused; the other containers are accepted as they are.
 */
export function judge(parsed: Parsed, mayReadFurther: boolean): Verdict {
  if (!isPlausible(parsed.width) || !isPlausible(parsed.height)) {
    return skipped('CORRUPT', `its size is ${parsed.width} x ${parsed.height} pixels`);
  }
  return parsed.kind === 'IMAGE' ? judgeImage(parsed, mayReadFurther) : judgeVideo(parsed);
}

/** What GraphQL's Int and PostgreSQL's integer hold; PNG allows as much and no format of ours more. */
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

/** The verdict stands already: what is odd behind the headers changes nothing about it. */
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

/** Findings hold printable text alone; what a broken file calls itself may be anything. */
const printable = (text: string | null): string => (text ?? '').replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 80);
