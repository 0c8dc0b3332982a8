import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { commandOf, type FixKind, fixesOf } from '../../../../assets/testing/index.ts';
import { createInspector, type Inspector } from '../../../src/media/index.ts';
import { CORPUS_FOLDER } from '../corpus.ts';
import { lacksTools, note, run, shell, skippedFile } from './tools.ts';

let folder: string;
let inspector: Inspector;
beforeAll(() => {
  inspector = createInspector({ workers: 1 });
});
afterAll(() => inspector.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fixed-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Names in which exiftool, ImageMagick or FFmpeg see more than a name, and names of another format. */
const NAMES = [
  '50%dark.tif',
  '%f.tif',
  '100%.tif',
  '%e%t.tif',
  '@',
  '-',
  'a.tif |',
  '|touch pwned.tif',
  'a[0].tif',
  'fmt:a.tif',
  ' tif',
  'of another format.jpg',
  'a video.mp4',
];

const tagsOf = async (path: string): Promise<Record<string, unknown>> => {
  const { stdout } = await run('exiftool', ['-j', '-n', '-GPSLatitude', '-Artist', '-Orientation', '-FileType', path]);
  const [{ SourceFile: _, ...tags }] = JSON.parse(stdout);
  return tags;
};

describe.skipIf(lacksTools)(`a command keeps metadata and format, whatever the file is called${note}`, () => {
  const aSkipped = async (original: string, name: string, kind: FixKind) => {
    const path = join(folder, 'made');
    copyFileSync(join(CORPUS_FOLDER, original), path);
    await run('exiftool', ['-q', '-overwrite_original', '-GPSLatitude=10.5', '-GPSLatitudeRef=N', '-Artist=me', path]);
    const file = await skippedFile(inspector, path, `folder/${name}`);
    const fix = fixesOf(file).find((each) => each.kind === kind)!;
    return { path, command: commandOf(fix, file.objectKey) };
  };

  // One rule decides which names no tool gets to see. So one recipe has all names, and each other one has two.
  test.each([
    ...NAMES.map((name) => [name, 'orientation-3.tif', 'TURN_PIXELS', 'TIFF'] as const),
    ...['50%dark.png', 'a.jpg'].map((name) => [name, 'orientation-3.png', 'TURN_PIXELS', 'PNG'] as const),
    ...['50%dark.png', 'a.jpg'].map((name) => [name, 'orientation-3.png', 'DROP_ORIENTATION', 'PNG'] as const),
    ...['a[0].jpg', 'a.png'].map((name) => [name, 'orientation-3-mm.jpg', 'TURN_JPEG', 'JPEG'] as const),
    ...['a[0].jpg', 'a.png'].map((name) => [name, 'orientation-3-mm.jpg', 'AUTO_ORIENT', 'JPEG'] as const),
  ])('%j, made from %s, by %s', async (name, original, kind, FileType) => {
    const { path, command } = await aSkipped(original, name, kind);
    await run('mv', ['--', path, `./${name}`], { cwd: folder });
    await shell(command, folder);
    const Orientation = kind === 'DROP_ORIENTATION' ? {} : { Orientation: 1 };
    expect(await tagsOf(join(folder, name))).toEqual({ GPSLatitude: 10.5, Artist: 'me', FileType, ...Orientation });
    expect((await run('ls', ['-A', folder])).stdout).toBe(`${name}\n`);
  });

  test.each(['a.jpg', '50%dark.jpg'])('a command that fails says so, and leaves %j as it was', async (name) => {
    const { path, command } = await aSkipped('orientation-3-mm.jpg', name, 'AUTO_ORIENT');
    await run('mv', [path, join(folder, name)]);
    const before = readFileSync(join(folder, name));
    const refused = shell(`mogrify() { return 1; }; ${command}`, folder);
    await expect(refused).rejects.toMatchObject({ code: 1 });
    expect(readFileSync(join(folder, name)).equals(before)).toBe(true);
    expect((await run('ls', ['-A', folder])).stdout).toBe(`${name}\n`);
  });

  test('the command for a brand makes no file where there is none', async () => {
    const path = join(folder, 'a.mp4');
    copyFileSync(join(CORPUS_FOLDER, 'brand-isom.mp4'), path);
    const file = await skippedFile(inspector, path, 'a.mp4');
    rmSync(path);
    const command = commandOf(fixesOf(file)[0]!, 'a.mp4');
    await expect(shell(command, folder)).rejects.toMatchObject({ code: 1 });
    expect((await run('ls', ['-A', folder])).stdout).toBe('');
  });
});
