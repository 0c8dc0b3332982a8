import { z } from 'zod';
import { count, text } from './fields.ts';

/** The extensions of a copy that was kept of a file before it was changed, as in `a.jpg.orig`. */
export const BACKUP_EXTENSIONS = ['bak', 'backup', 'old', 'orig', 'save'] as const;
const BACKUP_NAME = new RegExp(`\\.(?:${BACKUP_EXTENSIONS.join('|')}|[a-z0-9]+_original)$|~$`, 'i');

/** True for the key of such a copy. exiftool calls it `a.jpg_original`, and many editors `a.jpg~`. */
export const isBackupName = (key: string): boolean => BACKUP_NAME.test(key);

/** Why a file was skipped. The names are those of the GraphQL enum SkipReason. */
export const SKIP_REASONS = [
  'EXIF_ORIENTATION',
  'MP4_MAJOR_BRAND',
  'PIXEL_FORMAT',
  'UNSUPPORTED_FORMAT',
  'NOT_MEDIA',
  'CORRUPT',
  'EMPTY',
  'TOO_LARGE',
  'TOO_COMPLEX',
  'ARCHIVED',
  'KMS_DENIED',
  'READ_DENIED',
  'CHANGED_DURING_SYNC',
  'GONE_DURING_SYNC',
  'READ_FAILED',
  'QUOTA_EXCEEDED',
] as const;
export const skipReason = z.enum(SKIP_REASONS);
export type SkipReason = z.infer<typeof skipReason>;

/** A reason whose files, or most of them, a command fixes. A repair script holds these commands. */
export type FixableReason = Extract<
  SkipReason,
  'EXIF_ORIENTATION' | 'MP4_MAJOR_BRAND' | 'PIXEL_FORMAT' | 'UNSUPPORTED_FORMAT' | 'ARCHIVED'
>;

/** Reasons that do not concern the content: the file could not be read now, and may be unchanged. */
export const READ_FAILURES: readonly SkipReason[] = [
  'ARCHIVED',
  'KMS_DENIED',
  'READ_DENIED',
  'CHANGED_DURING_SYNC',
  'GONE_DURING_SYNC',
  'READ_FAILED',
];

/** Read failures that last until a person acts. An asset whose file has such a failure is withdrawn. */
const LASTING_READ_FAILURES: readonly SkipReason[] = ['ARCHIVED', 'KMS_DENIED', 'READ_DENIED'];

/** Transient read failures. An asset whose file has such a failure stays unchanged. */
export const PASSING_READ_FAILURES = READ_FAILURES.filter((reason) => !LASTING_READ_FAILURES.includes(reason));

/** The fix of a skipped file, as a release before findings named it. Messages in flight and old rows still have it. */
export const earlierFix = z.enum([
  'ORIENT_IMAGE',
  'TURN_IMAGE',
  'DROP_ORIENTATION',
  'REBRAND_MP4',
  'REENCODE_MP4',
  'CONVERT_IMAGE',
  'CONVERT_VIDEO',
  'RESTORE_ARCHIVED',
]);
export type EarlierFix = z.infer<typeof earlierFix>;

/** The maximum length of the sentence about a file's finding. The longest sentence names the key. */
export const LONGEST_DETAIL = 4_000;

/** Durations are in milliseconds, the frame rate in frames a second; null where the file does not say. */
export const videoFacts = z.object({
  durationMs: count,
  frameRate: z.number().positive().nullable(),
  frameCount: count.nullable(),
  codec: text(100),
  pixelFormat: text(100),
  majorBrand: text(100).nullable(),
});
export type VideoFacts = z.infer<typeof videoFacts>;

export const MEDIA_TYPES = ['IMAGE', 'VIDEO'] as const;

/** The content types that sync gives to images, by their bytes. No browser runs one of them as a page. */
export const IMAGE_CONTENT_TYPES = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/bmp',
  'image/tiff',
  'image/heic',
  'image/heif',
  'image/avif',
] as const;
export type ImageContentType = (typeof IMAGE_CONTENT_TYPES)[number];

/** The content types that sync gives to videos, by their bytes. No browser runs one of them as a page. */
export const VIDEO_CONTENT_TYPES = [
  'video/mp4',
  'video/quicktime',
  'video/x-m4v',
  'video/webm',
  'video/x-matroska',
  'video/x-msvideo',
  'video/3gpp',
  'video/3gpp2',
  'video/x-f4v',
  'video/x-flv',
  'video/ogg',
  'video/x-ms-asf',
  'video/x-ms-wmv',
] as const;
export type VideoContentType = (typeof VIDEO_CONTENT_TYPES)[number];

/** The endings of the names of images, in lower case and without the dot. A verdict follows from the bytes. */
export const IMAGE_EXTENSIONS =
  'jpg jpeg jpe jfif pjpeg png apng webp gif bmp dib tif tiff heic heif hif heics heifs avif avifs'.split(' ');
/** As `IMAGE_EXTENSIONS`, of videos. */
export const VIDEO_EXTENSIONS = 'mp4 mov qt m4v webm mkv avi 3gp 3gpp 3g2 f4v flv ogv asf wmv'.split(' ');

/** Facts of an accepted file: pixels as displayed; contentType by content, never by name. */
export const mediaFacts = z.object({
  mediaType: z.enum(MEDIA_TYPES),
  contentType: text(200),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  video: videoFacts.nullable(),
});
export type MediaFacts = z.infer<typeof mediaFacts>;
