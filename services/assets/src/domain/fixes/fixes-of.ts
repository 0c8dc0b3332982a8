import { type Findings, type FixableReason, isBackupName, type SkipReason } from '@bucket-sync/shared/contracts';
import { conversionFixes, restoreFixes } from './conversion-fixes.ts';
import type { Fix, FixableFile } from './fix.ts';
import { mp4Fixes } from './mp4-fixes.ts';
import { orientationFixes } from './orientation-fixes.ts';

const FIXES: Readonly<Record<FixableReason, (findings: Findings) => Fix[]>> = {
  EXIF_ORIENTATION: orientationFixes,
  MP4_MAJOR_BRAND: mp4Fixes,
  PIXEL_FORMAT: mp4Fixes,
  UNSUPPORTED_FORMAT: conversionFixes,
  ARCHIVED: restoreFixes,
};

/**
 * Every fix of a skipped file, lossless fixes first. The findings of the inspection decide, not the name. But a backup
 * copy stays as it is: it may be the only original of a fixed file. An earlier release read these copies.
 */
export function fixesOf({ objectKey, reason, findings }: FixableFile): Fix[] {
  if (findings === null || isBackupName(objectKey)) return [];
  return isFixable(reason) ? FIXES[reason](findings) : [];
}

const isFixable = (reason: SkipReason): reason is FixableReason => Object.hasOwn(FIXES, reason);
