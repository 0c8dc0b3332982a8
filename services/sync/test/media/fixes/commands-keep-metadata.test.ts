import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandOf, type FixKind, fixesOf } from '../../../../assets/testing/index.ts';
import { CORPUS_FOLDER } from '../corpus.ts';
import { pngChunk } from '../png-chunk.ts';
import { lacksTools, note, openWorkshop, run, shell, skippedFile } from './tools.ts';

const workshop = openWorkshop();

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

describe.skipIf(lacksTools)(`a command keeps metadata and format under each name of the file${note}`, () => {
  const tagged = new Map<string, Buffer>();

  /** Writes a file with a place and an artist. Each start of exiftool takes 0.3 s, so a file is tagged once. */
  const writeTagged = async (original: string, path: string) => {
    const known = tagged.get(original);
    if (known) return writeFileSync(path, known);
    copyFileSync(join(CORPUS_FOLDER, original), path);
    await run('exiftool', ['-q', '-overwrite_original', '-GPSLatitude=10.5', '-GPSLatitudeRef=N', '-Artist=me', path]);
    tagged.set(original, readFileSync(path));
  };

  const aSkipped = async (original: string, name: string, kind: FixKind) => {
    const path = join(workshop.folder, 'made');
    await writeTagged(original, path);
    const file = await skippedFile(workshop.inspector, path, `folder/${name}`);
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
    await run('mv', ['--', path, `./${name}`], { cwd: workshop.folder });
    await shell(command, workshop.folder);
    const Orientation = kind === 'DROP_ORIENTATION' ? {} : { Orientation: 1 };
    expect(await tagsOf(join(workshop.folder, name))).toEqual({
      GPSLatitude: 10.5,
      Artist: 'me',
      FileType,
      ...Orientation,
    });
    expect((await run('ls', ['-A', workshop.folder])).stdout).toBe(`${name}\n`);
  });

  test('XMP of a namespace that no tool knows is kept, and its orientation is reset', async () => {
    const xmp =
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
      '<rdf:Description rdf:about="" xmlns:my="http://example.com/my/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" ' +
      'my:label="cat" tiff:Orientation="3"/></rdf:RDF></x:xmpmeta>';
    const png = readFileSync(join(CORPUS_FOLDER, 'orientation-3.png'));
    const at = png.indexOf('IDAT') - 4;
    const chunk = pngChunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${xmp}`)).bytes;
    const path = join(workshop.folder, 'a.png');
    writeFileSync(path, Buffer.concat([png.subarray(0, at), chunk, png.subarray(at)]));
    const fix = fixesOf(await skippedFile(workshop.inspector, path, 'a.png'))[0]!;
    await shell(commandOf(fix, 'a.png'), workshop.folder);
    const { stdout } = await run('exiftool', ['-a', '-n', '-s3', '-XMP:Label', '-Orientation', path]);
    expect(stdout).toBe('cat\n1\n1\n');
  });

  test.each(['a.jpg', '50%dark.jpg'])('a command that fails says so, and leaves %j as it was', async (name) => {
    const { path, command } = await aSkipped('orientation-3-mm.jpg', name, 'AUTO_ORIENT');
    await run('mv', [path, join(workshop.folder, name)]);
    const before = readFileSync(join(workshop.folder, name));
    const refused = shell(`mogrify() { return 1; }; ${command}`, workshop.folder);
    await expect(refused).rejects.toMatchObject({ code: 1 });
    expect(readFileSync(join(workshop.folder, name)).equals(before)).toBe(true);
    expect((await run('ls', ['-A', workshop.folder])).stdout).toBe(`${name}\n`);
  });

  test('the command for a brand makes no file where there is none', async () => {
    const path = join(workshop.folder, 'a.mp4');
    copyFileSync(join(CORPUS_FOLDER, 'brand-isom.mp4'), path);
    const file = await skippedFile(workshop.inspector, path, 'a.mp4');
    rmSync(path);
    const command = commandOf(fixesOf(file)[0]!, 'a.mp4');
    await expect(shell(command, workshop.folder)).rejects.toMatchObject({ code: 1 });
    expect((await run('ls', ['-A', workshop.folder])).stdout).toBe('');
  });
});
