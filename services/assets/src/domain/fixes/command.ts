import { quoted } from '@bucket-sync/shared/shell';
import { filenameOf } from '../asset.ts';
import { extensionFor, isPlainFor } from './file-names.ts';
import { type FileRecipe, type Fix, losesNothing, numberOf } from './fix.ts';

/** The names of a file and of its fixed version while they are fixed. */
const SOURCE = 'bucket-sync-source';
const FIXED = 'bucket-sync-fixed';

/** The command of the first fix, if that fix is lossless. */
export function losslessCommand(fixes: readonly Fix[], objectKey: string): string | null {
  const [best] = fixes;
  return best !== undefined && losesNothing(best) ? commandOf(best, objectKey) : null;
}

/**
 * A POSIX shell command that fixes a downloaded file. It runs in the file's folder. The file's name is the last part of
 * its key. The command fails if one of its steps fails, and then the file is as it was.
 */
export function commandOf({ recipe }: Fix, objectKey: string): string {
  if (recipe.how !== 'REQUEST') return commandOfFile(recipe, filenameOf(objectKey));
  const input = quoted(JSON.stringify({ Key: objectKey }));
  const request = `--restore-request ${recipe.restoreRequest} --cli-input-json ${input}`;
  return `aws s3api restore-object --bucket "$BUCKET" ${request}`;
}

/** A file of the current folder. `./` prevents a program from reading its name as an option. */
const quotedFile = (name: string): string => quoted(name.startsWith('-') ? `./${name}` : name);

/** Tools get a copy of a plain name where they would interpret the file's own name. */
function commandOfFile(recipe: FileRecipe, name: string): string {
  const isPlain = isPlainFor(recipe, name);
  const extension = extensionFor(name, recipe);
  const target = quotedFile(recipe.how === 'BESIDE' ? `${name}${recipe.extension}` : name);
  const input = isPlain ? quotedFile(name) : `${SOURCE}${extension}`;
  const output = recipe.how === 'BESIDE' && isPlain ? target : `${FIXED}${extensionOfOutput(recipe, extension)}`;
  const result = recipe.how === 'IN_PLACE' ? input : output;
  const steps = isPlain ? [] : [`cp -- ${quotedFile(name)} ${input}`];
  steps.push(...conditionsOf(recipe, input), runOf(recipe, input, output));
  if (result !== target) steps.push(`mv -- ${result} ${target}`);
  if (isPlain) return steps.join(' && ');
  if (result !== input) steps.push(`rm -- ${input}`);
  return `${steps.join(' && ')} || { rm -f -- ${[...new Set([input, result])].join(' ')}; false; }`;
}

const extensionOfOutput = (recipe: FileRecipe, extension: string): string =>
  recipe.how === 'BESIDE' ? recipe.extension : extension;

/** So a command that is pasted twice turns a picture once. */
const conditionsOf = (recipe: FileRecipe, input: string): string[] =>
  recipe.how === 'NEW_FILE' && recipe.onlyAt !== undefined
    ? [`[ "$(exiftool -q -q -n -s3 -IFD0:Orientation ${input})" = ${recipe.onlyAt} ]`]
    : [];

const runOf = (recipe: FileRecipe, input: string, output: string): string =>
  recipe.how === 'IN_PLACE' ? recipe.run(input, numberOf(recipe)) : recipe.run(input, output);
