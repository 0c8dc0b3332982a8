// The corpus of small media files, and what exiftool and ffprobe report about them and about the packages' files:
//   node scripts/run.mjs scripts/media-corpus/main.ts <verb>
//     make     makes the files again, with ffmpeg, ImageMagick, libheif's heif-enc and exiftool
//     add      makes the files that are missing
//     record   runs the tools and records their answers
//     check    runs them again, and exits 1 where an answer differs from the recorded one
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORPUS_FOLDER, corpusFiles, RECORD_FILE, type ToolAnswer } from '../../services/sync/testing/index.ts';
import { askTools } from './ask-tools.ts';
import { makeByHand } from './handmade.ts';
import { LOSSLESS_RECIPES } from './lossless-recipes.ts';
import { IMAGE_RECIPES, LATE_RECIPES, type Recipe } from './recipes.ts';
import { VIDEO_RECIPES } from './video-recipes.ts';

function make(): void {
  rmSync(CORPUS_FOLDER, { recursive: true, force: true });
  mkdirSync(CORPUS_FOLDER, { recursive: true });
  add();
}

function add(): void {
  cook([...IMAGE_RECIPES, ...VIDEO_RECIPES, ...LOSSLESS_RECIPES]);
  makeByHand(CORPUS_FOLDER);
  cook(LATE_RECIPES);
}

function cook(recipes: readonly Recipe[]): void {
  for (const [name, command] of recipes) {
    if (existsSync(join(CORPUS_FOLDER, name))) continue;
    execFileSync('sh', ['-ec', command.replaceAll('OUT', `'${name}'`)], { cwd: CORPUS_FOLDER, stdio: 'inherit' });
  }
}

async function answers(): Promise<Record<string, ToolAnswer>> {
  const files = corpusFiles();
  const found = await askTools(files.map(({ path }) => path));
  return Object.fromEntries(files.map(({ name }, index) => [name, found[index]!]));
}

/** The words of warnings and errors change from version to version. */
const withoutWarnings = ({ exiftool, ffprobe }: ToolAnswer): string =>
  JSON.stringify({
    exiftool: { ...exiftool, warning: null, error: exiftool.error !== null },
    ffprobe: ffprobe === null ? null : { ...ffprobe, error: null },
  });

async function check(): Promise<void> {
  const recorded = JSON.parse(readFileSync(RECORD_FILE, 'utf8')) as Record<string, ToolAnswer>;
  const found = await answers();
  const names = [...new Set([...Object.keys(recorded), ...Object.keys(found)])];
  const different = names.filter((name) => {
    const [before, now] = [recorded[name], found[name]];
    return before === undefined || now === undefined || withoutWarnings(before) !== withoutWarnings(now);
  });
  for (const name of different)
    console.error(`${name}\n  recorded ${JSON.stringify(recorded[name])}\n  now      ${JSON.stringify(found[name])}`);
  console.log(`${names.length - different.length} of ${names.length} recorded answers are those of the tools`);
  if (different.length > 0) process.exitCode = 1;
}

switch (process.argv[2]) {
  case 'make':
    make();
    break;
  case 'add':
    add();
    break;
  case 'record':
    writeFileSync(RECORD_FILE, `${JSON.stringify(await answers(), null, 1)}\n`);
    break;
  case 'check':
    await check();
    break;
  default:
    console.error('make, add, record or check');
    process.exitCode = 2;
}
