import { z } from 'zod';
import { count, text } from './fields.ts';

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

/** Reasons that say nothing about the content: the file could not be read now, and may be as good as before. */
export const READ_FAILURES: readonly SkipReason[] = [
  'ARCHIVED',
  'KMS_DENIED',
  'READ_DENIED',
  'CHANGED_DURING_SYNC',
  'GONE_DURING_SYNC',
  'READ_FAILED',
];

/** Read failures that last until a person acts: an asset whose file has one is withdrawn. */
const LASTING_READ_FAILURES: readonly SkipReason[] = ['ARCHIVED', 'KMS_DENIED', 'READ_DENIED'];

/** Read failures that may pass by themselves: an asset whose file has one stays as it was. */
export const PASSING_READ_FAILURES = READ_FAILURES.filter((reason) => !LASTING_READ_FAILURES.includes(reason));

/**
 * What a release before findings named as the fix of a skipped file. It still stands in messages in flight and in old
 * rows.
 */
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

/** Characters of the sentence that says what was found in a file; the longest names its key. */
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

/** Facts of an accepted file: pixels as displayed; contentType by content, never by name. */
export const mediaFacts = z.object({
  mediaType: z.enum(MEDIA_TYPES),
  contentType: text(200),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  video: videoFacts.nullable(),
});
export type MediaFacts = z.infer<typeof mediaFacts>;
