import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandOf, fixesOf } from '../../../../assets/testing/index.ts';
import { CORPUS_FOLDER } from '../corpus.ts';
import { inspectFile } from '../inspect-file.ts';
import { lacksTools, note, openWorkshop, run, shell, skippedFile } from './tools.ts';

const workshop = openWorkshop();

/** A file of the corpus, its name in the test, and the expected size after the fix: width x height. */
const FILES: readonly [file: string, name: string, size: string, fixedName?: string][] = [
  ...[2, 3, 4, 5, 6, 7, 8].flatMap((value): [string, string, string][] => {
    const size = value < 5 ? '32x24' : '24x32';
    return [
      [`orientation-${value}-mm.jpg`, `a ${value}.jpg`, size],
      [`orientation-${value}.png`, `it's ${value}.png`, size],
      [`orientation-${value}.webp`, `$HOME ${value}.webp`, size],
      [`orientation-${value}.tif`, `-a;${value}.tif`, size],
      [`orientation-${value}.heic`, `"${value}".heic`, '32x24'],
      [`orientation-${value}.avif`, `a\n${value}.avif`, '32x24'],
    ];
  }),
  ['exif-after-image-data-6.png', '[a]*?.png', '24x32'],
  ['raw-profile.png', 'png:%d.png', '24x32'],
  ['irot-270-exif-6.heic', 'phone.heic', '24x32'],
  ['brand-isom.mp4', "it's a;clip.mp4", '64x48'],
  ['brand-iso5.mp4', '-iso5.mp4', '64x48'],
  ['mp4-called.mov', 'called: mov.mov', '64x48'],
  ['brand-avc1.mp4', '$(touch pwned).mp4', '64x48'],
  ['brand-mp41.mp4', 'a\nb.mp4', '64x48'],
  ['fragmented.mp4', 'fragments.mp4', '64x48'],
  ['turned-90.mp4', 'turned.mp4', '48x64'],
  ...[
    'h264-yuvj420p',
    'h264-yuv422p',
    'h264-yuv444p',
    'h264-yuv420p10le',
    'hevc-gbrp',
    'av1-444',
    'vp9-444',
    'mjpeg',
    'h264-rgb',
  ].map((name): [string, string, string] => [`${name}.mp4`, `${name} .mp4`, '64x48']),
  ['photoshop.psd', 'a b.psd', '32x24', 'a b.psd.png'],
  ['netpbm.ppm', '[1].ppm', '32x24', '[1].ppm.png'],
  ['icon.ico', 'icon.ico', '16x16', 'icon.ico.png'],
  ['transport.m2t', "it's.m2t", '64x48', "it's.m2t.mp4"],
  ['program.mpg', '-a.mpg', '64x48', '-a.mpg.mp4'],
];

/** Files that are already accepted get another brand first. */
const MADE_WRONG = new Map([
  ['mp4-called.mov', 'isom'],
  ['turned-90.mp4', 'isom'],
  ['fragmented.mp4', 'iso6'],
]);

describe.skipIf(lacksTools)(`the first fix of a file, run under an odd name${note}`, () => {
  test.each(FILES)(
    '%s, called %j, is then accepted as %s',
    { timeout: 60_000 },
    async (file, name, size, fixedName = name) => {
      const path = join(workshop.folder, name);
      copyFileSync(join(CORPUS_FOLDER, file), path);
      const brand = MADE_WRONG.get(file);
      if (brand !== undefined)
        await run('sh', ['-c', `printf ${brand} | dd of="$1" bs=1 seek=8 conv=notrunc`, 'sh', path]);
      const skipped = await skippedFile(workshop.inspector, path, `folder/${name}`);
      await shell(commandOf(fixesOf(skipped)[0]!, skipped.objectKey), workshop.folder);
      const { verdict } = await inspectFile(workshop.inspector, join(workshop.folder, fixedName), fixedName);
      expect(verdict).toMatchObject({ kind: 'ACCEPTED' });
      if (verdict.kind === 'ACCEPTED') expect(`${verdict.media.width}x${verdict.media.height}`).toBe(size);
    },
  );

  test('the tag can be dropped instead: the pixels do not change', async () => {
    copyFileSync(join(CORPUS_FOLDER, 'orientation-6-mm.jpg'), join(workshop.folder, 'a.jpg'));
    const skipped = await skippedFile(workshop.inspector, join(workshop.folder, 'a.jpg'), 'a.jpg');
    const drop = fixesOf(skipped).find(({ kind }) => kind === 'DROP_ORIENTATION')!;
    await shell(commandOf(drop, 'a.jpg'), workshop.folder);
    const { verdict } = await inspectFile(workshop.inspector, join(workshop.folder, 'a.jpg'));
    expect(verdict).toMatchObject({ kind: 'ACCEPTED', media: { width: 32, height: 24 } });
  });
});
