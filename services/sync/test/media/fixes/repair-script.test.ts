import { execFileSync } from 'node:child_process';
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
import { startSandbox } from '@bucket-sync/aws-sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FixableFile, repairScript } from '../../../../assets/testing/index.ts';
import { createInspector, type Inspector } from '../../../src/media/index.ts';
import { CORPUS_FOLDER } from '../corpus.ts';
import { inspectFile } from '../inspect-file.ts';
import { lacksTools, note, run, skippedFile } from './tools.ts';

const CUSTOMER = {
  alias: 'customer',
  accountId: '111122223333',
  accessKeyId: 'AKIAEXAMPLECUSTOMER0',
  secretAccessKey: 'secret',
};
const OBJECTS: readonly [file: string, key: string, fixedKey?: string][] = [
  ['orientation-6-mm.jpg', "photos/it's; $HOME `x`.jpg"],
  ['orientation-8.png', 'photos/-dash "quoted".png'],
  ['brand-isom.mp4', 'clips/a b.mp4'],
  ['netpbm.ppm', 'photos/a.ppm', 'photos/a.ppm.png'],
];
/** A file whose fix loses something. */
const LOSSY: readonly [file: string, key: string] = ['h264-yuv422p.mp4', 'clips/422.mp4'];
const RICH = 'clips/a b.mp4';

let folder: string;
let inspector: Inspector;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let env: Record<string, string>;
let bucket: string;

describe.skipIf(lacksTools)(`the repair script run against a bucket${note}`, () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'repair-'));
    inspector = createInspector({ workers: 1 });
    sandbox = await startSandbox({ dataDir: join(folder, 'aws'), accounts: [CUSTOMER] });
    // Debian's aws does not know AWS_ENDPOINT_URL. A script named aws on the path passes it on.
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const aws = execFileSync('sh', ['-c', 'command -v aws'], { encoding: 'utf8' }).trim();
    writeFileSync(join(bin, 'aws'), `#!/bin/sh\nexec ${aws} --endpoint-url ${sandbox.url} "$@"\n`, { mode: 0o755 });
    env = {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: folder,
      LC_ALL: 'C.UTF-8',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: CUSTOMER.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CUSTOMER.secretAccessKey,
    };
    await run('aws', ['s3', 'mb', 's3://photos'], { env });
    bucket = sandbox.bucketDir('photos');
    const files: FixableFile[] = [
      await skippedFile(inspector, join(CORPUS_FOLDER, 'orientation-3-mm.jpg'), 'photos/gone.jpg'),
    ];
    for (const [file, key] of [...OBJECTS, LOSSY]) {
      if (key === RICH) await putRich(join(CORPUS_FOLDER, file));
      else {
        mkdirSync(dirname(join(bucket, key)), { recursive: true });
        copyFileSync(join(CORPUS_FOLDER, file), join(bucket, key));
      }
      files.push(await skippedFile(inspector, join(CORPUS_FOLDER, file), key));
    }
    writeFileSync(join(folder, 'repair.sh'), repairScript({ bucketName: 'photos', region: 'us-east-1', files }));
  });
  afterAll(async () => {
    await sandbox.stop();
    await inspector.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const repair = (options: string[], settings: Record<string, string> = {}) =>
    run('sh', ['repair.sh', ...options], { cwd: folder, env: { ...env, ...settings } }).catch(
      (error: { stdout: string; code: number }) => error,
    );

  test('changes nothing in a dry run', { timeout: 300_000 }, async () => {
    const before = contents();
    const { stdout } = await repair(['--dry-run', '--allow-loss']);
    expect(stdout).toMatch(/would convert it to PNG and write photos\/a\.ppm\.png\n/);
    expect(stdout).toMatch(/A dry run: nothing was changed; 6 of 6 would be fixed\.\n$/);
    expect(contents()).toEqual(before);
  });

  test('applies lossless fixes, continues after a missing file, and keeps the originals', {
    timeout: 300_000,
  }, async () => {
    const before = contents();
    const ended = await repair(['--keep-original', '.orig']);
    expect(ended.stdout).toContain(
      '4 of 6 fixed.\nNot fixed:\nphotos/gone.jpg: could not read its metadata and tags\n',
    );
    expect(ended.stdout).toContain('1 of 6 would lose something: run this with --allow-loss');
    expect(ended).toMatchObject({ code: 1 });
    const after = contents();
    for (const [, key, fixedKey = key] of OBJECTS) {
      const { verdict } = await inspectFile(inspector, join(bucket, fixedKey), fixedKey);
      expect(verdict, fixedKey).toMatchObject({ kind: 'ACCEPTED' });
      expect(after[fixedKey === key ? `${key}.orig` : key]).toBe(before[key]);
    }
    expect(after[LOSSY[1]]).toBe(before[LOSSY[1]]);
  });

  test('keeps metadata, tags, storage class and headers of the files it uploads', { timeout: 60_000 }, async () => {
    for (const key of [RICH, `${RICH}.orig`]) {
      const { stdout } = await run('aws', ['s3api', 'head-object', '--bucket', 'photos', '--key', key], { env });
      expect(JSON.parse(stdout), key).toMatchObject({
        ContentType: 'video/mp4; codecs=avc1',
        CacheControl: 'max-age=60',
        ContentDisposition: 'attachment; filename="a"',
        ContentLanguage: 'de',
        StorageClass: 'STANDARD_IA',
        Metadata: { camera: 'one "two"' },
      });
      const tags = await run('aws', ['s3api', 'get-object-tagging', '--bucket', 'photos', '--key', key], { env });
      expect(JSON.parse(tags.stdout).TagSet).toEqual([{ Key: 'project', Value: 'a b & c' }]);
    }
  });

  test('runs again: converted files stay, and a fix that loses something is applied only if that is allowed', {
    timeout: 300_000,
  }, async () => {
    const converted = contents()['photos/a.ppm.png'];
    const { stdout } = await repair(['--allow-loss']);
    expect(stdout).toContain('photos/a.ppm.png is already there: skipped\n');
    expect(contents()['photos/a.ppm.png']).toBe(converted);
    expect(stdout).toContain(LOSSY[1]);
    expect((await inspectFile(inspector, join(bucket, LOSSY[1]))).verdict).toMatchObject({ kind: 'ACCEPTED' });
  });
});

async function putRich(path: string): Promise<void> {
  const object = ['--bucket', 'photos', '--key', RICH];
  await run(
    'aws',
    [
      ...['s3api', 'put-object', ...object, '--body', path, '--content-type', 'video/mp4; codecs=avc1'],
      ...['--cache-control', 'max-age=60', '--content-disposition', 'attachment; filename="a"'],
      ...['--content-language', 'de', '--storage-class', 'STANDARD_IA'],
      ...['--metadata', '{"camera": "one \\"two\\""}', '--tagging', 'project=a%20b%20%26%20c'],
    ],
    { env },
  );
}

/** A digest of each object's bytes. */
function contents(): Record<string, string> {
  const names = readdirSync(bucket, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(join(bucket, name)).isFile());
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(bucket, name)))
        .digest('hex'),
    ]),
  );
}
