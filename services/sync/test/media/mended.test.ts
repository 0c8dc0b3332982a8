import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { startSandbox } from '@bucket-sync/aws-sandbox';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fixCommand, type MendableFile, repairScript } from '../../../assets/testing/index.ts';
import { createInspector, type Inspector } from '../../src/media/index.ts';
import { CORPUS_FOLDER } from './corpus.ts';
import { inspectFile } from './inspect-file.ts';

const run = promisify(execFile);

const isThere = (tool: string): boolean => {
  try {
    execFileSync('sh', ['-c', `command -v ${tool}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const missing = ['mogrify', 'convert', 'exiftool', 'ffmpeg', 'aws'].filter((tool) => !isThere(tool));
/** CI installs the tools: there a missing one is a failure, elsewhere a reason to leave these tests out. */
const isLeftOut = missing.length > 0 && process.env.CI !== 'true';
const note = missing.length > 0 ? `, left out for want of ${missing.join(', ')}` : '';

let folder: string;
let inspector: Inspector;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mended-'));
  inspector = createInspector({ workers: 1 });
});
afterEach(async () => {
  await inspector.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function skipped(name: string, objectKey: string): Promise<MendableFile> {
  const { verdict } = await inspectFile(inspector, join(CORPUS_FOLDER, name), objectKey);
  if (verdict.kind === 'ACCEPTED') throw new Error(`${name} is accepted as it is`);
  return { objectKey, reason: verdict.reason, detail: verdict.detail, mend: verdict.mend };
}

/** A file of the corpus, the name it is given, and what is expected once it is mended: width x height. */
const FILES: readonly [file: string, name: string, size: string, mendedName?: string][] = [
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
  ['h264.3gp', '$(touch pwned).3gp', '64x48'],
  ['h263.3gp', 'a\nb.3gp', '128x96'],
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
  ['flash.flv', "it's.flv", '64x48', "it's.flv.mp4"],
  ['windows.wmv', '-a.wmv', '64x48', '-a.wmv.mp4'],
  ['theora.ogv', 'a.ogv', '64x48', 'a.ogv.mp4'],
];

/** Files that are accepted as they are get another brand first. */
const MADE_WRONG = new Map([
  ['mp4-called.mov', 'isom'],
  ['turned-90.mp4', 'isom'],
  ['fragmented.mp4', 'iso6'],
]);

describe.skipIf(isLeftOut)(`a fix command run on its file${note}`, () => {
  test.each(FILES)(
    '%s, called %j, is then accepted as %s',
    { timeout: 60_000 },
    async (file, name, size, mendedName = name) => {
      const path = join(folder, name);
      copyFileSync(join(CORPUS_FOLDER, file), path);
      const brand = MADE_WRONG.get(file);
      if (brand !== undefined)
        await run('sh', ['-c', `printf ${brand} | dd of="$1" bs=1 seek=8 conv=notrunc`, 'sh', path]);
      const { verdict } = await inspectFile(inspector, path, `folder/${name}`);
      expect(verdict.kind).toBe('SKIPPED');
      if (verdict.kind === 'ACCEPTED') return;
      const { reason, detail, mend } = verdict;
      await run('sh', ['-c', fixCommand({ objectKey: `folder/${name}`, reason, detail, mend })!], { cwd: folder });
      const mended = await inspectFile(inspector, join(folder, mendedName), mendedName);
      expect(mended.verdict).toMatchObject({ kind: 'ACCEPTED' });
      if (mended.verdict.kind === 'ACCEPTED')
        expect(`${mended.verdict.media.width}x${mended.verdict.media.height}`).toBe(size);
    },
  );

  test('the other way, named in the comment, keeps the pixels as they are', async () => {
    const file = await skipped('orientation-6-mm.jpg', 'a.jpg');
    copyFileSync(join(CORPUS_FOLDER, 'orientation-6-mm.jpg'), join(folder, 'a.jpg'));
    const otherWay = /drop the tag: (.*)$/m.exec(fixCommand(file)!)![1]!;
    await run('sh', ['-c', otherWay], { cwd: folder });
    const { verdict } = await inspectFile(inspector, join(folder, 'a.jpg'));
    expect(verdict).toMatchObject({ kind: 'ACCEPTED', media: { width: 32, height: 24 } });
  });
});

describe.skipIf(isLeftOut)(`the repair script run against a bucket${note}`, () => {
  const CUSTOMER = {
    alias: 'customer',
    accountId: '111122223333',
    accessKeyId: 'AKIAEXAMPLECUSTOMER0',
    secretAccessKey: 'secret',
  };
  const OBJECTS: readonly [file: string, key: string, mendedKey?: string][] = [
    ['orientation-6-mm.jpg', "photos/it's; $HOME `x`.jpg"],
    ['orientation-8.png', 'photos/-dash "quoted".png'],
    ['brand-isom.mp4', 'clips/a b.mp4'],
    ['photoshop.psd', 'photos/a.psd', 'photos/a.psd.png'],
  ];

  test('mends one file after another, goes on after one that is gone, and says which', {
    timeout: 300_000,
  }, async () => {
    const sandbox = await startSandbox({ dataDir: join(folder, 'aws'), accounts: [CUSTOMER] });
    try {
      const env = {
        PATH: process.env.PATH,
        HOME: folder,
        LC_ALL: 'C.UTF-8',
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_ENDPOINT_URL: sandbox.url,
        AWS_ACCESS_KEY_ID: CUSTOMER.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CUSTOMER.secretAccessKey,
      };
      // Debian's aws does not know AWS_ENDPOINT_URL: a script of that name on the path hands it on
      const bin = join(folder, 'bin');
      mkdirSync(bin);
      const aws = execFileSync('sh', ['-c', 'command -v aws'], { encoding: 'utf8' }).trim();
      writeFileSync(join(bin, 'aws'), `#!/bin/sh\nexec ${aws} --endpoint-url ${sandbox.url} "$@"\n`, { mode: 0o755 });
      await run('sh', ['-c', 'aws s3 mb s3://photos'], { env: { ...env, PATH: `${bin}:${env.PATH}` } });
      const bucket = sandbox.bucketDir('photos');
      const files: MendableFile[] = [await skipped('orientation-3-mm.jpg', 'photos/gone.jpg')];
      for (const [file, key] of OBJECTS) {
        mkdirSync(dirname(join(bucket, key)), { recursive: true });
        copyFileSync(join(CORPUS_FOLDER, file), join(bucket, key));
        files.push(await skipped(file, key));
      }
      writeFileSync(join(folder, 'repair.sh'), repairScript({ bucketName: 'photos', region: 'us-east-1', files }));
      const repair = (settings: Record<string, string>): Promise<{ stdout: string; code?: number }> =>
        run('sh', ['repair.sh'], { cwd: folder, env: { ...env, ...settings, PATH: `${bin}:${env.PATH}` } }).catch(
          (error: { stdout: string; code: number }) => error,
        );
      const contents = (): Record<string, string> =>
        Object.fromEntries(
          readdirSync(bucket, { recursive: true, encoding: 'utf8' })
            .filter((name) => statSync(join(bucket, name)).isFile())
            .map((name) => [
              name,
              createHash('sha256')
                .update(readFileSync(join(bucket, name)))
                .digest('hex'),
            ]),
        );

      const before = contents();
      expect((await repair({ DRY_RUN: '1' })).stdout).toMatch(
        /would convert it to PNG and write photos\/a\.psd\.png\nA dry run: nothing was changed; 5 of 5 would be mended\.\n$/,
      );
      expect(contents()).toEqual(before);

      const ended = await repair({});
      expect(ended.stdout).toContain(`4 of 5 mended.\nNot mended:\nphotos/gone.jpg: could not download it\n`);
      expect(ended).toMatchObject({ code: 1 });
      for (const [, key, mendedKey = key] of OBJECTS) {
        expect((await inspectFile(inspector, join(bucket, mendedKey), mendedKey)).verdict, mendedKey).toMatchObject({
          kind: 'ACCEPTED',
        });
      }

      const converted = contents()['photos/a.psd.png'];
      const again = await repair({});
      expect(again.stdout).toContain('photos/a.psd.png is already there: skipped\n');
      expect(again.stdout).toContain('1 of 5 were already there.\n3 of 5 mended.\n');
      expect(contents()['photos/a.psd.png']).toBe(converted);
    } finally {
      await sandbox.stop();
    }
  });
});
