import type { Findings } from '@bucket-sync/shared/contracts';
import type { Endings, FileRecipe } from './fix.ts';

const ENDINGS: Readonly<Record<string, Endings>> = {
  'image/jpeg': ['.jpg', '.jpeg'],
  'image/tiff': ['.tif', '.tiff'],
  'image/png': ['.png'],
  'image/webp': ['.webp'],
  'image/heic': ['.heic', '.heif'],
  'image/heif': ['.heic', '.heif'],
  'image/avif': ['.avif'],
};

/**
 * The endings of a format that tools must not guess by the name: ImageMagick would save a PNG called `a.jpg` as a JPEG,
 * and exiftool would refuse it. Unknown where an earlier release skipped the file: it stored no format.
 */
export const endingsOf = ({ format = '', width }: Findings): Endings | undefined =>
  width === undefined ? undefined : ENDINGS[format];

/** The extension with its dot, if it is alphanumeric; otherwise empty. */
const plainExtensionOf = (name: string): string => /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';

/** The extension of the name under which a recipe's tools see the file. */
export function extensionFor(name: string, { endings }: Pick<FileRecipe, 'endings'>): string {
  const extension = plainExtensionOf(name);
  return endings === undefined || endings.includes(extension.toLowerCase()) ? extension : endings[0];
}

/**
 * True for names that every tool reads literally. What is not in this list is interpreted by one of them, in some
 * release: ImageMagick expands `*?[]{}%~` and reads `png:` and `@`; exiftool expands `%d` and runs a name that ends in
 * `|`; FFmpeg reads `pipe:` and `%d`; and each takes a leading dash for an option.
 */
const PLAIN_NAME = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N} ._,=+()-]*$/u;

export const isPlainFor = (recipe: FileRecipe, name: string): boolean =>
  recipe.tools.length === 0 || (PLAIN_NAME.test(name) && extensionFor(name, recipe) === plainExtensionOf(name));
