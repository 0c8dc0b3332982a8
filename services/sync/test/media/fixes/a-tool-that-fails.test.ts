import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createInspector, type Inspector } from '../../../src/media/index.ts';
import { CORPUS_FOLDER } from '../corpus.ts';
import { type CustomerBucket, digestOf, startCustomerBucket } from './customer-bucket.ts';
import { lacksTools, note, run, skippedFile } from './tools.ts';

/** Turns by 180 degrees: the size does not show whether the pixels were turned. */
const NAMES = ['orientation-3.tif', 'orientation-3.png', 'orientation-3.webp'];
const WRITERS = ['convert', 'exiftool'] as const;

let inspector: Inspector;
let bucket: CustomerBucket;
/** A file of the corpus with a position. */
const madeAt = (name: string): string => join(bucket.folder, name);

describe.skipIf(lacksTools)(`a file is left as it is where its tool fails${note}`, { timeout: 120_000 }, () => {
  beforeAll(async () => {
    inspector = createInspector({ workers: 1 });
    bucket = await startCustomerBucket();
    for (const name of NAMES) copyFileSync(join(CORPUS_FOLDER, name), madeAt(name));
    await run('exiftool', [
      '-q',
      '-overwrite_original',
      '-GPSLatitude=10.5',
      '-GPSLatitudeRef=N',
      ...NAMES.map(madeAt),
    ]);
  });
  afterEach(() => {
    for (const writer of WRITERS) bucket.uninstall(writer);
  });
  afterAll(async () => {
    await bucket.stop();
    await inspector.stop();
  });

  /** Puts the files and runs their script with writers that call the real ones after `before`. */
  const repairWith = async (before: string, names: readonly string[], settings: Record<string, string> = {}) => {
    for (const writer of WRITERS) {
      const real = execFileSync('sh', ['-c', `command -v ${writer}`], { encoding: 'utf8' }).trim();
      bucket.install(writer, [`${before} ${real} "$@"`]);
    }
    const files = [];
    for (const name of names) {
      await bucket.put(name, madeAt(name));
      files.push(await skippedFile(inspector, madeAt(name), name));
    }
    return bucket.repair(files, ['--allow-loss'], settings);
  };

  test.each([
    ['refuses the width of the picture', 'orientation-3.png', 'MAGICK_WIDTH_LIMIT=16'],
    [
      'writes the picture without turning it, for want of memory',
      'orientation-3.webp',
      'MAGICK_AREA_LIMIT=1 MAGICK_MEMORY_LIMIT=1 MAGICK_MAP_LIMIT=1 MAGICK_DISK_LIMIT=9000',
    ],
    [
      'cannot copy the metadata back',
      'orientation-3.tif',
      'case "$(basename "$0") $*" in "exiftool "*-TagsFromFile*) echo "Error: no" >&2; exit 1 ;; esac;',
    ],
  ])('it %s', async (_what, name, before) => {
    const { stdout, code } = await repairWith(before, [name]);
    expect(stdout).toContain('could not fix it');
    expect(stdout).toContain('0 of 1 fixed.');
    expect(code).toBe(1);
    expect(bucket.contents()[name]).toBe(digestOf(readFileSync(madeAt(name))));
  });

  test('where it works, the same files are fixed, and keep metadata in a temporary folder of any name', async () => {
    const TMPDIR = join(bucket.folder, '50%dark: @[0]');
    mkdirSync(TMPDIR);
    expect((await repairWith('', NAMES, { TMPDIR })).stdout).toContain('3 of 3 fixed.');
    for (const name of NAMES) {
      const { stdout } = await run('exiftool', ['-n', '-s3', '-GPSLatitude', join(bucket.bucketDir, name)]);
      expect(stdout, name).toBe('10.5\n');
    }
  });
});
