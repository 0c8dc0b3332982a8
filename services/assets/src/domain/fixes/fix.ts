import type { Findings, SkipReason } from '@bucket-sync/shared/contracts';

/** A skipped file, as far as its fixes depend on it. */
export interface FixableFile {
  objectKey: string;
  reason: SkipReason;
  detail: string;
  findings: Findings | null;
}

export type FixKind =
  | 'TURN_JPEG'
  | 'TRIM_JPEG'
  | 'AUTO_ORIENT'
  | 'TURN_PIXELS'
  | 'DROP_ORIENTATION'
  | 'REBRAND_MP4'
  | 'REMUX_MP4'
  | 'REENCODE_MP4'
  | 'CONVERT_IMAGE'
  | 'CONVERT_VIDEO'
  | 'RESTORE_ARCHIVED';

/** One way to fix a skipped file, with what the fixed file no longer has. */
export interface Fix {
  kind: FixKind;
  title: string;
  /** Empty where the fixed file has everything that the original has. */
  loses: readonly string[];
  /** When this way is the right one. */
  advice: string;
  recipe: Recipe;
}

export type Tool = 'jpegtran' | 'exiftool' | 'mogrify' | 'convert' | 'ffmpeg' | 'ffprobe';

/**
 * How a fix is done in a POSIX shell. `IN_PLACE` changes the file itself, `NEW_FILE` writes another one that takes its
 * place, `BESIDE` one that stands beside it under its name with `extension` added. `REQUEST` is one call of S3.
 */
export type Recipe =
  | { how: 'IN_PLACE'; tools: readonly Tool[]; run: (file: string, number: string) => string; number?: number }
  | { how: 'NEW_FILE'; tools: readonly Tool[]; run: Run; number?: number }
  | { how: 'BESIDE'; tools: readonly Tool[]; run: Run; extension: string }
  | { how: 'REQUEST'; restoreRequest: string };

/**
 * The shell's words for one file; each argument is one word already.
 *
 * @param number  the recipe's own number, for example the length of what is appended
 */
type Run = (input: string, output: string, number: string) => string;

export const losesNothing = ({ loses }: Fix): boolean => loses.length === 0;
