import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FixableFile, fixesOf } from '../../../../assets/testing/index.ts';
import { createInspector, type Inspector } from '../../../src/media/index.ts';
import { CORPUS_FOLDER } from '../corpus.ts';
import { type CustomerBucket, digestOf, startCustomerBucket } from './customer-bucket.ts';
import { lacksTools, note, skippedFile } from './tools.ts';

/** A turn by 180 degrees: the size does not show whether it was done once or twice. */
const TURNED = join(CORPUS_FOLDER, 'orientation-3-mm.jpg');
const OTHER = join(CORPUS_FOLDER, 'orientation-6-mm.jpg');
const CONVERTED = join(CORPUS_FOLDER, 'netpbm.ppm');
const ORIGINAL = digestOf(readFileSync(TURNED));

let inspector: Inspector;
let bucket: CustomerBucket;

describe.skipIf(lacksTools)(`the repair script keeps what others wrote${note}`, { timeout: 120_000 }, () => {
  beforeAll(async () => {
    inspector = createInspector({ workers: 1 });
    bucket = await startCustomerBucket();
  });
  afterAll(async () => {
    await bucket.stop();
    await inspector.stop();
  });

  const aTurned = async (key: string): Promise<FixableFile> => {
    await bucket.put(key, TURNED, { Tagging: 'a=b%2Bc%20d&e=' });
    return skippedFile(inspector, TURNED, key);
  };

  test('a picture is turned once, however often the script runs', async () => {
    const inspected = await aTurned('twice.jpg');
    // An earlier release did not store the ETag.
    for (const file of [inspected, { ...inspected, etag: null }]) {
      await bucket.put('twice.jpg', TURNED);
      expect(await bucket.repair([file])).toMatchObject({ stdout: expect.stringContaining('1 of 1 fixed') });
      const once = bucket.contents()['twice.jpg'];
      const again = await bucket.repair([file]);
      expect(bucket.contents()['twice.jpg']).toBe(once);
      expect(again.stdout).toContain('1 of 1 changed since they were inspected: sync again');
      expect(again.code).toBeUndefined();
    }
  });

  test('a file that was replaced since its inspection stays as it is', async () => {
    const file = await aTurned('replaced.jpg');
    await bucket.put('replaced.jpg', OTHER);
    await bucket.repair([file], ['--allow-loss']);
    expect(bucket.contents()['replaced.jpg']).toBe(digestOf(readFileSync(OTHER)));
  });

  test('an original is kept beside an earlier one of its name', async () => {
    const file = await aTurned('kept.jpg');
    await bucket.put('kept.jpg.orig', OTHER);
    expect((await bucket.repair([file], ['--keep-original', '.orig'])).stdout).toContain('1 of 1 fixed');
    const after = bucket.contents();
    expect(after['kept.jpg.orig']).toBe(digestOf(readFileSync(OTHER)));
    expect(after[`kept.jpg.${file.etag}.orig`]).toBe(ORIGINAL);
  });

  test('an original that is kept is not a file to fix', async () => {
    const file = await aTurned('story.jpg');
    await bucket.put('story.jpg.orig', OTHER);
    const { stderr } = await bucket.repair([file], ['--keep-original', '.orig']);
    expect(stderr).toBe('');
    for (const key of ['story.jpg.orig', `story.jpg.${file.etag}.orig`]) {
      const next = await skippedFile(inspector, join(bucket.bucketDir, key), key);
      expect(next.reason).toBe('NOT_MEDIA');
      // An earlier release read these copies, and stored what it found.
      expect(fixesOf({ ...file, objectKey: key })).toEqual([]);
    }
  });

  test('an object has its tags from its first moment, or it stays as it is', async () => {
    const file = await aTurned('tagged.jpg');
    bucket.interceptAws('[ "$2" != put-object-tagging ] || exit 255');
    expect((await bucket.repair([file])).stdout).toContain('1 of 1 fixed');
    expect(await bucket.tagsOf('tagged.jpg')).toEqual([
      { Key: 'a', Value: 'b+c d' },
      { Key: 'e', Value: '' },
    ]);
    bucket.interceptAws('');
  });

  test('what arrives while a file is fixed stays', async () => {
    const files = [await aTurned('late.jpg'), await skippedFile(inspector, CONVERTED, 'late.ppm')];
    await bucket.put('late.ppm', CONVERTED);
    const lateAt = (key: string) => `cp '${OTHER}' '${join(bucket.bucketDir, key)}'`;
    bucket.interceptAws(
      `case "$2 $*" in
        'put-object '*--body*jpg*) ${lateAt('late.jpg')} ;;
        'put-object '*--body*png*) ${lateAt('late.ppm.png')} ;;
      esac`,
    );
    const { stdout } = await bucket.repair(files);
    bucket.interceptAws('');
    expect(stdout).toContain('Not fixed:\nlate.jpg: could not upload it\nlate.ppm: could not upload it');
    const other = digestOf(readFileSync(OTHER));
    expect(bucket.contents()).toMatchObject({ 'late.jpg': other, 'late.ppm.png': other });
  });

  test('a picture that was written half, as on a full disk, does not replace its original', async () => {
    const names = ['orientation-3.png', 'orientation-3.webp'];
    const files: FixableFile[] = [];
    for (const name of names) {
      await bucket.put(name, join(CORPUS_FOLDER, name));
      files.push(await skippedFile(inspector, join(CORPUS_FOLDER, name), name));
    }
    // Neither program notices. The metadata comes before the pixels, so it looks like a picture of the right size.
    const real = execFileSync('sh', ['-c', 'command -v exiftool'], { encoding: 'utf8' }).trim();
    const halve = 'for out; do :; done; truncate -s "$(($(wc -c < "$out") * 3 / 4))" "$out"';
    bucket.install('exiftool', [`${real} "$@" || exit`, `case $* in *-Orientation=1*) ${halve} ;; esac`]);
    const { stdout } = await bucket.repair(files, ['--allow-loss']);
    bucket.uninstall('exiftool');
    expect(stdout.match(/the result is truncated/g)).toHaveLength(2);
    expect(stdout).toContain('0 of 2 fixed');
    const after = bucket.contents();
    for (const name of names) expect(after[name]).toBe(digestOf(readFileSync(join(CORPUS_FOLDER, name))));
  });

  test('a converted file is not written where S3 does not say whether one exists', async () => {
    await bucket.put('unknown.ppm', CONVERTED);
    const file = await skippedFile(inspector, CONVERTED, 'unknown.ppm');
    await bucket.put('unknown.ppm.png', OTHER);
    bucket.interceptAws('case "$*" in *head-object*ppm.png*) echo "(503) Slow Down" >&2; exit 255 ;; esac');
    const { stdout } = await bucket.repair([file]);
    bucket.interceptAws('');
    expect(stdout).toContain('unknown.ppm: could not find out whether unknown.ppm.png exists');
    expect(bucket.contents()['unknown.ppm.png']).toBe(digestOf(readFileSync(OTHER)));
  });
});
