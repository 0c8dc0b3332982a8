import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FixableFile } from '../../../../assets/testing/index.ts';
import { createInspector, type Inspector } from '../../../src/media/index.ts';
import { CORPUS_FOLDER } from '../corpus.ts';
import { inspectFile } from '../inspect-file.ts';
import { type CustomerBucket, startCustomerBucket } from './customer-bucket.ts';
import { lacksTools, note, skippedFile } from './tools.ts';

const OBJECTS: readonly [file: string, key: string, fixedKey?: string][] = [
  ['orientation-6-mm.jpg', "photos/it's; $HOME `x`.jpg"],
  ['orientation-6-noise.png', 'photos/-dash "quoted".png'],
  ['brand-isom.mp4', 'clips/a b.mp4'],
  ['netpbm.ppm', 'photos/a.ppm', 'photos/a.ppm.png'],
];
/** A file whose fix loses something. */
const LOSSY: readonly [file: string, key: string] = ['h264-yuv422p.mp4', 'clips/422.mp4'];
const RICH = 'clips/a b.mp4';
const HEADERS = {
  ContentType: 'video/mp4; codecs=avc1',
  CacheControl: 'max-age=60',
  ContentDisposition: 'attachment; filename="a"',
  ContentLanguage: 'de',
  StorageClass: 'STANDARD_IA',
  Metadata: { camera: 'one "two"' },
} as const;

let inspector: Inspector;
let bucket: CustomerBucket;
const files: FixableFile[] = [];

describe.skipIf(lacksTools)(`the repair script run against a bucket${note}`, () => {
  beforeAll(async () => {
    inspector = createInspector({ workers: 1 });
    bucket = await startCustomerBucket();
    files.push(await skippedFile(inspector, join(CORPUS_FOLDER, 'orientation-3-mm.jpg'), 'photos/gone.jpg'));
    for (const [file, key] of [...OBJECTS, LOSSY]) {
      if (key === RICH) {
        await bucket.put(key, join(CORPUS_FOLDER, file), { ...HEADERS, Tagging: 'project=a%20b%20%26%20c' });
      } else {
        mkdirSync(dirname(join(bucket.bucketDir, key)), { recursive: true });
        copyFileSync(join(CORPUS_FOLDER, file), join(bucket.bucketDir, key));
      }
      files.push(await skippedFile(inspector, join(CORPUS_FOLDER, file), key));
    }
  });
  afterAll(async () => {
    await bucket.stop();
    await inspector.stop();
  });

  test('changes nothing in a dry run', { timeout: 300_000 }, async () => {
    const before = bucket.contents();
    const { stdout } = await bucket.repair(files, ['--dry-run', '--allow-loss']);
    expect(stdout).toMatch(/would convert it to PNG and write photos\/a\.ppm\.png\n/);
    expect(stdout).toMatch(/A dry run: nothing was changed; 6 of 6 would be fixed\.\n$/);
    expect(bucket.contents()).toEqual(before);
  });

  test('applies lossless fixes, continues after a missing file, and keeps the originals', {
    timeout: 300_000,
  }, async () => {
    const before = bucket.contents();
    const ended = await bucket.repair(files, ['--keep-original', '.orig']);
    expect(ended.stdout).toContain(
      '4 of 6 fixed.\nNot fixed:\nphotos/gone.jpg: could not read its metadata and tags\n',
    );
    expect(ended.stdout).toContain('1 of 6 would lose something: run this with --allow-loss');
    expect(ended).toMatchObject({ code: 1 });
    const after = bucket.contents();
    for (const [, key, fixedKey = key] of OBJECTS) {
      const { verdict } = await inspectFile(inspector, join(bucket.bucketDir, fixedKey), fixedKey);
      expect(verdict, fixedKey).toMatchObject({ kind: 'ACCEPTED' });
      expect(after[fixedKey === key ? `${key}.orig` : key]).toBe(before[key]);
    }
    expect(after[LOSSY[1]]).toBe(before[LOSSY[1]]);
  });

  test('keeps metadata, tags, storage class and headers of the files it uploads', { timeout: 60_000 }, async () => {
    for (const key of [RICH, `${RICH}.orig`]) {
      expect(await bucket.head(key), key).toMatchObject(HEADERS);
      expect(await bucket.tagsOf(key)).toEqual([{ Key: 'project', Value: 'a b & c' }]);
    }
  });

  test('runs again: converted files stay, and a fix that loses something is applied only if that is allowed', {
    timeout: 300_000,
  }, async () => {
    const converted = bucket.contents()['photos/a.ppm.png'];
    const before = bucket.contents();
    const { stdout } = await bucket.repair(files, ['--allow-loss']);
    for (const [, key, fixedKey = key] of OBJECTS) expect(bucket.contents()[fixedKey]).toBe(before[fixedKey]);
    expect(stdout).toContain('photos/a.ppm.png is already there: skipped\n');
    expect(bucket.contents()['photos/a.ppm.png']).toBe(converted);
    expect(stdout).toContain(LOSSY[1]);
    expect((await inspectFile(inspector, join(bucket.bucketDir, LOSSY[1]))).verdict).toMatchObject({
      kind: 'ACCEPTED',
    });
  });
});
