import type { FixableReason } from '@bucket-sync/shared/contracts';
import type { SkipReason } from '../api/operations.generated.ts';

interface Words {
  title: string;
  /** Why the file is skipped, and what happens to it next. */
  about: string;
}

interface FixableWords extends Words {
  isFixable: true;
}

/** Each skip reason in the words that a user sees. */
export const REASONS: Readonly<
  Record<FixableReason, FixableWords> & Record<Exclude<SkipReason, FixableReason>, Words>
> = {
  EXIF_ORIENTATION: {
    title: 'Turned by an EXIF tag',
    about: 'The pixels lie sideways and a tag turns them. Programs disagree about that tag, so labels would be wrong.',
    isFixable: true,
  },
  MP4_MAJOR_BRAND: {
    title: 'MP4 of another brand',
    about: 'The brand of the file is not mp42. In nearly all files, only this label has to change.',
    isFixable: true,
  },
  PIXEL_FORMAT: {
    title: 'Other pixel format',
    about: 'The pixel format of the video is not yuv420p, and some browsers cannot play it.',
    isFixable: true,
  },
  UNSUPPORTED_FORMAT: {
    title: 'Format not supported',
    about: 'It is an image or a video of a kind that we do not read.',
    isFixable: true,
  },
  NOT_MEDIA: {
    title: 'Neither image nor video',
    about: 'There is nothing to fix. Such files are counted, and never become assets.',
  },
  CORRUPT: { title: 'Damaged', about: 'The file is incomplete or contradicts itself. Upload it again.' },
  EMPTY: { title: 'Empty', about: 'The file has no bytes.' },
  TOO_LARGE: { title: 'Too much to read', about: 'What describes the file lies deeper in it than we read.' },
  TOO_COMPLEX: { title: 'Too complex', about: 'Its structure is nested deeper than a valid file needs.' },
  ARCHIVED: {
    title: 'Archived',
    about: 'Its storage class cannot be read. Restore it, and the next sync adds it.',
    isFixable: true,
  },
  KMS_DENIED: { title: 'Not decryptable', about: 'The role may not use the key that the file is encrypted with.' },
  READ_DENIED: { title: 'Not readable', about: 'The file is listed, and S3 refuses to let the role read it.' },
  CHANGED_DURING_SYNC: {
    title: 'Changed meanwhile',
    about: 'It was overwritten while it was read. The next sync reads it again.',
  },
  GONE_DURING_SYNC: { title: 'Gone meanwhile', about: 'It was deleted while the sync ran.' },
  READ_FAILED: {
    title: 'AWS cannot deliver it',
    about: 'AWS kept answering with an error. The next sync tries again.',
  },
  QUOTA_EXCEEDED: { title: 'No data row left', about: 'The file fits. It is added once there are data rows again.' },
};
