import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as aws from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { aBucket, aSandbox, s3 } from '../fixture.ts';

async function aFolderBucket() {
  const sandbox = await aSandbox();
  const Bucket = await aBucket(sandbox);
  const client = s3(sandbox);
  const folder = sandbox.bucketDir(Bucket);
  const list = async (): Promise<string[]> => {
    const page = await client.send(new aws.ListObjectsV2Command({ Bucket }));
    return (page.Contents ?? []).map(({ Key }) => Key!);
  };
  const read = async (Key: string) =>
    (await client.send(new aws.GetObjectCommand({ Bucket, Key }))).Body!.transformToString();
  const put = (Key: string, Body: string) => client.send(new aws.PutObjectCommand({ Bucket, Key, Body }));
  return { sandbox, Bucket, client, folder, list, read, put };
}

test('each file that is copied in is in the next listing, in old and new folders', async () => {
  const { folder, list, read } = await aFolderBucket();
  const expected: string[] = [];
  for (let i = 0; i < 20; i++) {
    const key = i % 2 === 0 ? `file-${String(i).padStart(2, '0')}.jpg` : `folder-${i % 6}/sub/file-${i}.jpg`;
    mkdirSync(join(folder, key, '..'), { recursive: true });
    writeFileSync(join(folder, key), `bytes of ${i}`);
    expected.push(key);
    expect(await list()).toEqual(expected.toSorted());
  }
  expect(await read('file-04.jpg')).toBe('bytes of 4');
});

test('a file that is removed or renamed by hand is missing from the next listing', async () => {
  const { folder, list } = await aFolderBucket();
  writeFileSync(join(folder, 'a'), 'a');
  writeFileSync(join(folder, 'b'), 'b');
  expect(await list()).toEqual(['a', 'b']);
  rmSync(join(folder, 'a'));
  expect(await list()).toEqual(['b']);
  renameSync(join(folder, 'b'), join(folder, 'c'));
  expect(await list()).toEqual(['c']);
});

test('a file whose name is not UTF-8 is no object; a name with U+FFFD is one', async () => {
  const { folder, list } = await aFolderBucket();
  writeFileSync(Buffer.concat([Buffer.from(join(folder, 'bad-')), Buffer.from([0xff])]), 'x');
  writeFileSync(join(folder, 'good-\ufffd'), 'x');
  expect(await list()).toEqual(['good-\ufffd']);
});

test('a file that is changed by hand gets a new ETag at once', async () => {
  const { folder, client, Bucket, put } = await aFolderBucket();
  await put('a.txt', 'one');
  const head = () => client.send(new aws.HeadObjectCommand({ Bucket, Key: 'a.txt', ChecksumMode: 'ENABLED' }));
  const before = await head();
  writeFileSync(join(folder, 'a.txt'), 'two');
  const after = await head();
  expect(before.ETag).toBe('"f97c5d29941bfb1b2fdab0874906ab82"');
  expect(after.ETag).toBe('"b8a9f715dbb64fd5c56e7783c6820a61"');
  expect(before.ChecksumCRC32).toBeDefined();
  expect(after.ChecksumCRC32).toBeUndefined();
});

test('a file that is copied in has the content type of its name and the time of the file', async () => {
  const { folder, client, Bucket } = await aFolderBucket();
  writeFileSync(join(folder, 'a.JPG'), 'x');
  utimesSync(join(folder, 'a.JPG'), 1_600_000_000, 1_600_000_000);
  const head = await client.send(new aws.HeadObjectCommand({ Bucket, Key: 'a.JPG' }));
  expect(head.ContentType).toBe('image/jpeg');
  expect(head.LastModified).toEqual(new Date(1_600_000_000_000));
});

describe('a key', () => {
  test('that a file system can hold is the path of the file', async () => {
    const { folder, put } = await aFolderBucket();
    await put('photos/2026/été 1.jpg', 'x');
    expect(readFileSync(join(folder, 'photos/2026/été 1.jpg'), 'utf8')).toBe('x');
  });

  test.each([
    '..',
    '.',
    '../../../etc/passwd',
    'a/../b',
    '//',
    '/',
    'a//b',
    'a/',
    'folder/marker/',
    '.~dot',
    '.~@x/.~empty',
    'x'.repeat(1024),
    `${'é'.repeat(300)}/${'y'.repeat(300)}`,
    'n\0ul',
    '\n',
    '%2e%2e',
    'CON',
  ])('that a file system cannot hold is read back unchanged: %j', async (key) => {
    const { sandbox, list, read, put, client, Bucket } = await aFolderBucket();
    await put(key, key);
    expect(await read(key)).toBe(key);
    const page = await client.send(new aws.ListObjectsV2Command({ Bucket, EncodingType: 'url' }));
    expect(decodeURIComponent(page.Contents![0]!.Key!.replaceAll('+', '%20'))).toBe(key);
    expect(page.KeyCount).toBe(1);
    await client.send(new aws.DeleteObjectCommand({ Bucket, Key: key }));
    expect(await list()).toEqual([]);
    expect(existsSync(join(sandbox.bucketDir(Bucket), '..', '..', 'passwd'))).toBe(false);
  });

  test('can be both a file and a folder, in either order', async () => {
    const { list, read, put, client, Bucket } = await aFolderBucket();
    await put('a', 'file first');
    await put('a/b', 'below');
    await put('c/d', 'below');
    await put('c', 'folder first');
    await put('c', 'folder first, again');
    expect(await list()).toEqual(['a', 'a/b', 'c', 'c/d']);
    expect([await read('a'), await read('a/b'), await read('c')]).toEqual([
      'file first',
      'below',
      'folder first, again',
    ]);
    await client.send(new aws.DeleteObjectCommand({ Bucket, Key: 'a/b' }));
    await put('a', 'alone');
    expect(await list()).toEqual(['a', 'c', 'c/d']);
    expect(await read('a')).toBe('alone');
  });

  test('of more than 1,024 bytes is too long', async () => {
    const { put } = await aFolderBucket();
    await expect(put('é'.repeat(513), 'x')).rejects.toThrow('Your key is too long');
  });
});

test('objects, metadata and configuration survive a restart', async () => {
  const { sandbox, Bucket, put, client } = await aFolderBucket();
  await put('a', 'x');
  await client.send(
    new aws.PutObjectCommand({ Bucket, Key: 'b', Body: 'y', ContentType: 'image/webp', StorageClass: 'STANDARD_IA' }),
  );
  await put('z'.repeat(300), 'long');
  await client.send(
    new aws.PutBucketCorsCommand({
      Bucket,
      CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] },
    }),
  );
  const dataDir = join(sandbox.bucketDir(Bucket), '../../..');
  await sandbox.stop();
  const again = s3(await aSandbox({ dataDir }));
  const page = await again.send(new aws.ListObjectsV2Command({ Bucket }));
  expect(page.Contents!.map(({ Key }) => Key)).toEqual(['a', 'b', 'z'.repeat(300)]);
  expect(await again.send(new aws.HeadObjectCommand({ Bucket, Key: 'b' }))).toMatchObject({
    ContentType: 'image/webp',
    StorageClass: 'STANDARD_IA',
  });
  expect((await again.send(new aws.GetBucketCorsCommand({ Bucket }))).CORSRules).toHaveLength(1);
});
