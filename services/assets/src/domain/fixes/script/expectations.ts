import type { Findings } from '@bucket-sync/shared/contracts';
import type { Fix } from '../fix.ts';

/**
 * The script's check before a fixed file replaces the original, as one shell word: `image:24x32`,
 * `image:same`, `image:any`, `brand:8`, `video`, `png`.
 */
export function expectedAfter(findings: Findings, fix: Fix): string {
  switch (fix.kind) {
    case 'TURN_JPEG':
    case 'AUTO_ORIENT':
    case 'TURN_PIXELS':
      return turnedSize(findings);
    case 'TRIM_JPEG':
      return 'image:any';
    case 'DROP_ORIENTATION':
      return 'image:same';
    case 'REBRAND_MP4':
      return `brand:${findings.brandOffset ?? 8}`;
    case 'CONVERT_IMAGE':
      return 'png';
    default:
      return 'video';
  }
}

function turnedSize({ width, height, orientation = 0 }: Findings): string {
  if (width === undefined || height === undefined) return 'image:any';
  return orientation >= 5 ? `image:${height}x${width}` : `image:${width}x${height}`;
}

/** The text of a dry run for a fix, after "would". */
export function planOf({ kind }: Fix): string {
  switch (kind) {
    case 'TURN_JPEG':
      return 'turn its pixels without encoding them again';
    case 'TRIM_JPEG':
      return 'turn its pixels and trim an edge';
    case 'AUTO_ORIENT':
    case 'TURN_PIXELS':
      return 'turn its pixels';
    case 'DROP_ORIENTATION':
      return 'drop its orientation tag';
    case 'REBRAND_MP4':
      return 'change its brand to mp42';
    case 'REMUX_MP4':
      return 'copy its streams under the brand mp42';
    case 'REENCODE_MP4':
      return 'encode it again';
    case 'CONVERT_IMAGE':
      return 'convert it to PNG';
    case 'CONVERT_VIDEO':
      return 'convert it to MP4';
    case 'RESTORE_ARCHIVED':
      return 'request its restore';
  }
}
