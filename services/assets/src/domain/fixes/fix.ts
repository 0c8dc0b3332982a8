import type { Findings, SkipReason } from '@bucket-sync/shared/contracts';

/** The fields of a skipped file that its fixes depend on. */
export interface FixableFile {
  objectKey: string;
  /** Of the inspected version; null where an earlier release did not store it. */
  etag: string | null;
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

/** A way to fix a skipped file, and what the fixed file loses. */
export interface Fix {
  kind: FixKind;
  title: string;
  /** Empty when the fix is lossless. */
  loses: readonly string[];
  /** When to choose this fix. */
  advice: string;
  recipe: Recipe;
}

export type Tool = 'jpegtran' | 'exiftool' | 'mogrify' | 'convert' | 'ffmpeg' | 'ffprobe';

/**
 * How a fix is done in a POSIX shell. `IN_PLACE` changes the file itself. `NEW_FILE` writes a file that replaces it.
 * `BESIDE` writes a second file, whose name has `extension` added. `REQUEST` is one call of S3. `onlyAt` is the
 * orientation that the fix turns by: it would turn a picture that is upright, too. The command's exit code is 0 only if
 * the whole fix was done.
 */
export type Recipe = FileRecipe | { how: 'REQUEST'; restoreRequest: string };

/** How the names of one format end. The first ending is given to a file whose own name ends in another way. */
export type Endings = readonly [string, ...string[]];

export type FileRecipe = { tools: readonly Tool[]; endings?: Endings | undefined } & (
  | { how: 'IN_PLACE'; run: (file: string, number: string) => string; number?: number }
  | { how: 'NEW_FILE'; run: Run; onlyAt?: number | undefined }
  | { how: 'BESIDE'; run: Run; extension: string }
);

/** The shell command for one file. Each argument is already a single shell word. */
type Run = (input: string, output: string) => string;

/** The number of a change in place, such as an offset, as a word of a shell; 0 where there is none. */
export const numberOf = (recipe: FileRecipe): string => String(recipe.how === 'IN_PLACE' ? (recipe.number ?? 0) : 0);

export const losesNothing = ({ loses }: Fix): boolean => loses.length === 0;
