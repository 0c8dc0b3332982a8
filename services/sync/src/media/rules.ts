import type { Mend } from '@bucket-sync/shared/contracts';
import type { Verdict } from '../domain/verdict.ts';
import type { ImageContentType, Parsed, ParsedImage, ParsedVideo } from './parsed.ts';

/**
 * The rules of docs/media-rules.md, applied to what a parser found.
 *
 * An image is refused for an EXIF orientation of 2 to 8: a viewer that does not rewrite pixels would show it turned. 0 and values above
 * 8 mean nothing, so every viewer shows such a file as it is stored: accepted. An MP4 needs the brand and the pixel format by
 * ffprobe's names, so yuvj420p is refused; the other containers are accepted as they are.
 */
export function judge(parsed: Parsed): Verdict {
  if (!isPlausible(parsed.width) || !isPlausible(parsed.height)) {
    return skipped('CORRUPT', `its size is ${parsed.width} x ${parsed.height} pixels`, null);
  }
  return parsed.kind === 'IMAGE' ? judgeImage(parsed) : judgeVideo(parsed);
}

/** What GraphQL's Int and PostgreSQL's integer hold; PNG allows as much and no format of ours more. */
const MAX_INTEGER = 2 ** 31 - 1;

const isPlausible = (pixels: number): boolean => Number.isInteger(pixels) && pixels >= 1 && pixels <= MAX_INTEGER;

function judgeImage({ contentType, width, height, orientation }: ParsedImage): Verdict {
  if (orientation !== null && orientation >= 2 && orientation <= 8) {
    return skipped('EXIF_ORIENTATION', `EXIF orientation ${orientation}`, orientationMend(contentType));
  }
  return { kind: 'ACCEPTED', media: { mediaType: 'IMAGE', contentType, width, height, video: null } };
}

/** ImageMagick heeds the tag of a JPEG and a TIFF only; HEIC and AVIF turn the picture by a property of their own. */
function orientationMend(contentType: ImageContentType): Mend {
  if (contentType === 'image/jpeg' || contentType === 'image/tiff') return 'ORIENT_IMAGE';
  return contentType === 'image/png' || contentType === 'image/webp' ? 'TURN_IMAGE' : 'DROP_ORIENTATION';
}

const BRAND = 'mp42';
const PIXEL_FORMAT = 'yuv420p';
/** Codecs that FFmpeg copies into an MP4. */
const COPYABLE_CODECS = new Set([
  'h264',
  'hevc',
  'av1',
  'vp9',
  'mpeg4',
  'mpeg2video',
  'mpeg1video',
  'mjpeg',
  'vc1',
  'png',
]);

function judgeVideo(video: ParsedVideo): Verdict {
  const { contentType, width, height, durationMs, codec, pixelFormat, majorBrand } = video;
  if (!(durationMs <= MAX_INTEGER)) return skipped('CORRUPT', `its duration is ${durationMs} milliseconds`, null);
  const frameRate = video.frameRate !== null && Number.isFinite(video.frameRate) ? video.frameRate : null;
  const frameCount = video.frameCount !== null && video.frameCount <= MAX_INTEGER ? video.frameCount : null;
  if (contentType === 'video/mp4' && (majorBrand !== BRAND || pixelFormat !== PIXEL_FORMAT)) {
    const detail = `major brand ${majorBrand?.trim()}, pixel format ${pixelFormat}`;
    if (pixelFormat !== PIXEL_FORMAT) {
      return skipped(majorBrand === BRAND ? 'PIXEL_FORMAT' : 'MP4_MAJOR_BRAND', detail, 'REENCODE_MP4');
    }
    return skipped(
      'MP4_MAJOR_BRAND',
      detail,
      COPYABLE_CODECS.has(codec) && video.audioFitsMp4 ? 'REBRAND_MP4' : 'REENCODE_MP4',
    );
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

type Skipped = Extract<Verdict, { kind: 'SKIPPED' }>;

const skipped = (reason: Skipped['reason'], detail: string, mend: Mend | null): Verdict => ({
  kind: 'SKIPPED',
  reason,
  detail,
  mend,
});
