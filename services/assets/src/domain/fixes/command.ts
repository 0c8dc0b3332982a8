import { filenameOf } from '../asset.ts';
import { type Fix, losesNothing, type Recipe } from './fix.ts';
import { isPlainToImageMagick, plainExtensionOf, quoted, quotedFile } from './shell.ts';

/** The name of a fixed file until it replaces the original. */
const FIXED = 'bucket-sync-fixed';
const SOURCE = 'bucket-sync-source';

/** The command of the first fix, if that fix is lossless. */
export function losslessCommand(fixes: readonly Fix[], objectKey: string): string | null {
  const [best] = fixes;
  return best !== undefined && losesNothing(best) ? commandOf(best, objectKey) : null;
}

/**
 * A POSIX shell command that fixes a downloaded file. It runs in the file's folder. The file's name is the last part of
 * its key.
 */
export function commandOf({ recipe }: Fix, objectKey: string): string {
  const name = filenameOf(objectKey);
  switch (recipe.how) {
    case 'IN_PLACE':
      return inPlainName(name, recipe, (file) => recipe.run(file, numberOf(recipe)));
    case 'NEW_FILE': {
      const fixed = `${FIXED}${plainExtensionOf(name)}`;
      const word = wordFor(recipe, name);
      const condition = recipe.onlyAt === undefined ? '' : `${orientationIs(word, recipe.onlyAt)} && `;
      return `${condition}${recipe.run(word, fixed, numberOf(recipe))} && mv -- ${fixed} ${quoted(name)}`;
    }
    case 'BESIDE':
      return beside(name, recipe);
    case 'REQUEST': {
      const key = quoted(JSON.stringify({ Key: objectKey }));
      return (
        `aws s3api restore-object --bucket "$BUCKET" --restore-request ${recipe.restoreRequest} --cli-input-json ` +
        `${key}`
      );
    }
  }
}

const numberOf = (recipe: { number?: number }): string => String(recipe.number ?? 0);

/** So a command that is pasted twice turns a picture once. */
const orientationIs = (word: string, orientation: number): string =>
  `[ "$(exiftool -q -q -n -s3 -IFD0:Orientation ${word})" = ${orientation} ]`;

type FileRecipe = Exclude<Recipe, { how: 'REQUEST' }>;

/** `file:` tells FFmpeg the protocol. So a colon in the name starts no protocol, and a leading dash no option. */
const wordFor = ({ tools }: FileRecipe, name: string): string =>
  tools.includes('ffmpeg') ? quoted(`file:${name}`) : quotedFile(name);

const isImageMagick = ({ tools }: FileRecipe): boolean => tools.includes('mogrify') || tools.includes('convert');

/** ImageMagick interprets patterns and formats in names. A file with such characters is fixed under another name. */
function inPlainName(name: string, recipe: FileRecipe, command: (file: string) => string): string {
  if (!isImageMagick(recipe) || isPlainToImageMagick(name)) return command(wordFor(recipe, name));
  const plain = `${SOURCE}${plainExtensionOf(name)}`;
  return `mv -- ${quoted(name)} ${plain} && ${command(plain)}; mv -- ${plain} ${quoted(name)}`;
}

function beside(name: string, recipe: Extract<Recipe, { how: 'BESIDE' }>): string {
  const target = `${name}${recipe.extension}`;
  if (!isImageMagick(recipe) || isPlainToImageMagick(name)) {
    return recipe.run(wordFor(recipe, name), wordFor(recipe, target), '0');
  }
  const plain = `${SOURCE}${plainExtensionOf(name)}`;
  const fixed = `${FIXED}${recipe.extension}`;
  const converted = `cp -- ${quoted(name)} ${plain} && ${recipe.run(plain, fixed, '0')}`;
  return `${converted} && rm -- ${plain} && mv -- ${fixed} ${quoted(target)}`;
}
