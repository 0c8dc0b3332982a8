import { isBackupName } from '@bucket-sync/shared/contracts';
import { conversionFixes, restoreFixes } from './conversion-fixes.ts';
import type { Fix, FixableFile } from './fix.ts';
import { mp4Fixes } from './mp4-fixes.ts';
import { orientationFixes } from './orientation-fixes.ts';

/**
 * Every fix of a skipped file, lossless fixes first. The findings of the inspection decide, not the name. But a backup
 * copy stays as it is: it may be the only original of a fixed file. An earlier release read these copies.
 */
export function fixesOf({ objectKey, reason, findings }: FixableFile): Fix[] {
  if (findings === null || isBackupName(objectKey)) return [];
  switch (reason) {
    case 'EXIF_ORIENTATION':
      return orientationFixes(findings);
    case 'MP4_MAJOR_BRAND':
    case 'PIXEL_FORMAT':
      return mp4Fixes(findings);
    case 'UNSUPPORTED_FORMAT':
      return conversionFixes(findings);
    case 'ARCHIVED':
      return restoreFixes(findings);
    default:
      return [];
  }
}
