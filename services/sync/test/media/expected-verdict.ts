import type { Verdict } from '../../src/domain/verdict.ts';
import type { ToolAnswer } from './tool-answers.ts';

/**
 * The verdict that follows from the tools' answers and the rules of docs/media-rules.md, as one line of text. It shares
 * no code with the product's own rules, so the two can disagree.
 */
export function expectedVerdict({ exiftool, ffprobe }: ToolAnswer): string {
  const contentType = IMAGE_TYPES.get(exiftool.mimeType ?? '');
  if (contentType !== undefined) return expectedImage(contentType, exiftool);
  if (exiftool.mimeType?.startsWith('image/')) return 'SKIPPED UNSUPPORTED_FORMAT';
  return ffprobe === null ? 'SKIPPED' : expectedVideo(exiftool, ffprobe);
}

const IMAGE_TYPES = new Map([
  ['image/jpeg', 'image/jpeg'],
  ['image/png', 'image/png'],
  ['image/apng', 'image/png'],
  ['image/webp', 'image/webp'],
  ['image/gif', 'image/gif'],
  ['image/bmp', 'image/bmp'],
  ['image/tiff', 'image/tiff'],
  ['image/x-tiff-big', 'image/tiff'],
  ['image/heic', 'image/heic'],
  ['image/heif', 'image/heif'],
  ['image/heic-sequence', 'image/heic'],
  ['image/heif-sequence', 'image/heif'],
  ['image/avif', 'image/avif'],
]);

function expectedImage(
  contentType: string,
  { width, height, orientation, rotation, error }: ToolAnswer['exiftool'],
): string {
  if (error !== null || !width || !height) return 'SKIPPED CORRUPT';
  if (orientation !== null && orientation >= 2 && orientation <= 8)
    return `SKIPPED EXIF_ORIENTATION EXIF orientation ${orientation}`;
  const isTurned = rotation === 90 || rotation === 270;
  return `ACCEPTED ${contentType} ${isTurned ? `${height}x${width}` : `${width}x${height}`}`;
}

function expectedVideo(exiftool: ToolAnswer['exiftool'], ffprobe: NonNullable<ToolAnswer['ffprobe']>): string {
  const container = containerOf(exiftool, ffprobe);
  if (container === null) return 'SKIPPED';
  const { video } = ffprobe;
  if (video === null) return ffprobe.formatName === null ? 'SKIPPED CORRUPT' : 'SKIPPED NOT_MEDIA';
  const brand = ffprobe.majorBrand?.trim() ?? null;
  if (container === 'video/mp4') {
    const found = `major brand ${brand}, pixel format ${video.pixelFormat}`;
    if (brand !== 'mp42') return `SKIPPED MP4_MAJOR_BRAND ${found}`;
    if (video.pixelFormat !== 'yuv420p') return `SKIPPED PIXEL_FORMAT ${found}`;
  }
  const isTurned = video.rotation !== null && Math.abs(video.rotation) % 180 === 90;
  const size = isTurned ? `${video.height}x${video.width}` : `${video.width}x${video.height}`;
  const durationMs = Math.round((ffprobe.durationSeconds ?? 0) * 1000);
  const [numerator, denominator] = video.averageFrameRate.split('/').map(Number) as [number, number];
  const rate = denominator > 0 && numerator > 0 ? (numerator / denominator).toFixed(3) : 'null';
  return (
    `ACCEPTED ${container} ${size} ${durationMs}ms ${rate}fps ${video.frameCount} frames ${video.codec} ` +
    `${video.pixelFormat ?? 'unknown'} ${brand}`
  );
}

function containerOf(
  exiftool: ToolAnswer['exiftool'],
  { formatName, majorBrand }: NonNullable<ToolAnswer['ffprobe']>,
): string | null {
  if (formatName?.startsWith('mov,mp4')) {
    if (majorBrand === null || majorBrand === 'qt  ') return 'video/quicktime';
    if (majorBrand.startsWith('3g2')) return 'video/3gpp2';
    if (majorBrand.startsWith('3g')) return 'video/3gpp';
    if (majorBrand.startsWith('f4v')) return 'video/x-f4v';
    return majorBrand.startsWith('M4V') ? 'video/x-m4v' : 'video/mp4';
  }
  if (formatName?.startsWith('matroska')) return exiftool.fileType === 'WEBM' ? 'video/webm' : 'video/x-matroska';
  if (formatName === 'avi') return 'video/x-msvideo';
  if (formatName === 'flv') return 'video/x-flv';
  if (formatName === 'ogg') return 'video/ogg';
  if (formatName === 'asf') return exiftool.fileType === 'ASF' ? 'video/x-ms-asf' : 'video/x-ms-wmv';
  if (formatName !== null) return null;
  return exiftool.mimeType?.startsWith('video/') ? 'UNREADABLE' : null;
}

/** The inspector's verdict in the same form. Details of CORRUPT are omitted, because no two tools agree on them. */
export function verdictLine(verdict: Verdict): string {
  if (verdict.kind === 'SKIPPED') {
    const isTold = ['EXIF_ORIENTATION', 'MP4_MAJOR_BRAND', 'PIXEL_FORMAT'].includes(verdict.reason);
    return `SKIPPED ${verdict.reason}${isTold ? ` ${verdict.detail}` : ''}`;
  }
  const { contentType, width, height, video } = verdict.media;
  if (video === null) return `ACCEPTED ${contentType} ${width}x${height}`;
  const rate = video.frameRate === null ? 'null' : video.frameRate.toFixed(3);
  const { durationMs, frameCount, codec, pixelFormat, majorBrand } = video;
  return (
    `ACCEPTED ${contentType} ${width}x${height} ${durationMs}ms ${rate}fps ${frameCount} frames ${codec} ` +
    `${pixelFormat} ${majorBrand}`
  );
}

/** True if the lines agree. An expected line may omit the reason of a skipped file. */
export const agrees = (expected: string, found: string): boolean =>
  found === expected || (expected.startsWith('SKIPPED') && found.startsWith(expected));
