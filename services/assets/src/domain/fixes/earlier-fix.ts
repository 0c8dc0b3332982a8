import type { EarlierFix, Findings } from '@bucket-sync/shared/contracts';

/**
 * The findings of a file that an earlier release skipped. That release stored the name of one fix and a sentence. The
 * orientation, the pixel format and the storage class are parsed from the sentence. The format is one example of those
 * with the same fix. Other findings are unknown until the file is read again.
 */
export function findingsOfEarlierFix(mend: EarlierFix | null, detail: string): Findings | null {
  switch (mend) {
    case null:
      return null;
    case 'ORIENT_IMAGE':
      return { mediaType: 'IMAGE', format: 'image/jpeg', ...orientationOf(detail) };
    case 'TURN_IMAGE':
      return { mediaType: 'IMAGE', format: 'image/png', ...orientationOf(detail) };
    case 'DROP_ORIENTATION':
      return { mediaType: 'IMAGE', format: 'image/heic', ...orientationOf(detail) };
    case 'REBRAND_MP4':
      return { mediaType: 'VIDEO', format: 'video/mp4', pixelFormat: 'yuv420p' };
    case 'REENCODE_MP4':
      return {
        mediaType: 'VIDEO',
        format: 'video/mp4',
        pixelFormat: /pixel format (\w+)/.exec(detail)?.[1] ?? 'unknown',
      };
    case 'CONVERT_IMAGE':
      return { mediaType: 'IMAGE', format: detail.slice(0, 80) };
    case 'CONVERT_VIDEO':
      return { mediaType: 'VIDEO', format: detail.slice(0, 80) };
    case 'RESTORE_ARCHIVED':
      return { storageClass: /storage class (\w+)/.exec(detail)?.[1] ?? 'GLACIER' };
  }
}

function orientationOf(detail: string): Pick<Findings, 'orientation'> {
  const found = /orientation ([2-8])\b/.exec(detail)?.[1];
  return found === undefined ? {} : { orientation: Number(found) };
}
