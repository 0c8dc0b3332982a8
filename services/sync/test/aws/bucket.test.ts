import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { AppError } from '@bucket-sync/shared/errors';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type BucketSession,
  createBucketLister,
  createBucketReader,
  createBucketSessions,
  createS3Client,
  type S3Client,
} from '../../src/aws/index.ts';
import type { BucketLister, BucketReader, BucketTarget } from '../../src/domain/ports.ts';
import type { ListedObject } from '../../src/domain/verdict.ts';
import { type SandboxBucket, startSandboxBucket } from '../support/sandbox-bucket.ts';

/** Keys with special characters of XML, URLs, paths, patterns and sort orders. */
const HARD_KEYS = [
  'a b+c.jpg',
  'a%20b.jpg',
  "quote's & <tags>.jpg",
  'double//slash/../dots/./x.jpg',
  'ünï/日本/😀.jpg',
  '\uFF5E-after-the-emoji-in-UTF-16.jpg',
  'new\nline\ttab.jpg',
  '?query=1#hash.jpg',
  'star*(paren)!.jpg',
  '~tilde$dollar@at.jpg',
];

const TARGET: BucketTarget = { organizationId: 'acme', connectionId: 'c', runId: 'r' };

let bucket: SandboxBucket;
let s3: S3Client;
let lister: BucketLister;
let reader: BucketReader;
let session: BucketSession;
let opened = 0;
let insteadOfKey: string | null = null;

beforeAll(async () => {
  bucket = await startSandboxBucket('hard-keys');
  for (const key of HARD_KEYS) await bucket.put(key, `the bytes of ${key}`);
  await bucket.put('frozen.jpg', 'ice', { StorageClass: 'GLACIER' });
  await bucket.put('empty.jpg', '');
  session = await bucket.openSession('');
});
beforeEach(() => {
  opened = 0;
  const sessions = createBucketSessions(async (_target, insteadOf) => {
    opened += 1;
    insteadOfKey = insteadOf;
    return opened === 1 ? session : { ...session };
  });
  s3 = createS3Client({ sessions, endpointUrl: bucket.sandbox.url, forcePathStyle: true, pause: async () => {} });
  lister = createBucketLister(s3);
  reader = createBucketReader(s3);
});
afterAll(() => bucket.stop());

const find = async (key: string) => (await lister.find(TARGET, key))!;

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no error',
    (error) => (error instanceof AppError ? error.code : String(error)),
  );
}

test('a listing equals the listing of the SDK, key by key, in the same order', async () => {
  const { objects } = await lister.listPage(TARGET, null);
  const sdk = await bucket.owner.send(new ListObjectsV2Command({ Bucket: bucket.bucketName, Prefix: '' }));
  const expected = sdk.Contents!.map(({ Key, ETag, Size, LastModified, StorageClass }) => ({
    key: Key,
    etag: ETag!.replaceAll('"', ''),
    sizeBytes: Size,
    lastModified: LastModified!.toISOString(),
    storageClass: StorageClass,
    isRestored: false,
  }));
  expect(objects).toEqual(expected);
  expect(objects.map(({ key }) => key)).toEqual(expect.arrayContaining(HARD_KEYS));
});

test('a listing without EncodingType gives the same objects', async () => {
  const encoded = await lister.listPage(TARGET, null);
  const settings = { bucket: bucket.bucketName, omitsEncodingType: true };
  bucket.sandbox.administration.changeBucket(settings);
  const plain = await lister.listPage(TARGET, null).finally(() => {
    bucket.sandbox.administration.changeBucket({ ...settings, omitsEncodingType: false });
  });
  expect(plain).toEqual(encoded);
});

test('a page may start after any key, and holds the rest of the listing', async () => {
  const whole = (await lister.listPage(TARGET, null)).objects;
  for (let at = 0; at < whole.length; at += 1) {
    const rest = await lister.listPage(TARGET, whole[at]!.key);
    expect(rest.objects).toEqual(whole.slice(at + 1));
    expect(rest.next).toBeNull();
  }
});

test.each(HARD_KEYS)('%j is read by ranges, whole and in part', async (key) => {
  const { read } = reader.rangesOf(TARGET, await find(key));
  const text = Buffer.from(`the bytes of ${key}`);
  expect(await read(0, 1_000)).toEqual(text);
  expect(await read(4, 5)).toEqual(text.subarray(4, 9));
  expect(await read(text.length, 10)).toHaveLength(0);
});

test('the memory of an object is freed on its own: that of another reader stays', async () => {
  const text = 'x'.repeat(100_000);
  await bucket.put('large.jpg', text);
  const object = await find('large.jpg');
  const [one, other] = [reader.rangesOf(TARGET, object), reader.rangesOf(TARGET, object)];
  const [freed, kept] = await Promise.all([one.read(0, 100_000), other.read(0, 100_000)]);
  expect(freed.toString()).toBe(text);
  one.free();
  expect(freed).toHaveLength(0);
  expect(kept.toString()).toBe(text);
});

test('a deleted key is not found, even if later keys begin with it', async () => {
  for (const end of ['a', 'b']) await bucket.put(`gone.jpg\0${end}`, 'cannot be kept');
  expect(await lister.find(TARGET, 'gone.jpg')).toBeNull();
  for (const end of ['a', 'b']) await bucket.removeByOwner(`gone.jpg\0${end}`);
});

test('an object that was replaced after it was listed is not read', async () => {
  await bucket.put('changing.jpg', 'before');
  const before = await find('changing.jpg');
  await bucket.put('changing.jpg', 'after!');
  expect(await codeOf(reader.rangesOf(TARGET, before).read(0, 6))).toBe('CHANGED_DURING_SYNC');
});

test('an archived object is ARCHIVED, in the listing and when it is read', async () => {
  const frozen = await find('frozen.jpg');
  expect(frozen).toMatchObject({ storageClass: 'GLACIER', isRestored: false });
  expect(await codeOf(reader.rangesOf(TARGET, frozen).read(0, 3))).toBe('ARCHIVED');
});

test('a role that may not list and a role that may not read get different errors', async () => {
  session = await bucket.openSession('only/this/');
  expect(await codeOf(createBucketLister(s3).find(TARGET, 'a b+c.jpg'))).toBe('LIST_DENIED');
  const object: ListedObject = {
    key: 'a b+c.jpg',
    etag: 'x',
    sizeBytes: 10,
    lastModified: '',
    storageClass: null,
    isRestored: false,
  };
  expect(await codeOf(reader.rangesOf(TARGET, object).read(0, 10))).toBe('READ_DENIED');
  session = await bucket.openSession('');
});

test.each([
  ['a bucket that is not there', { bucketName: 'no-such-bucket-anywhere' }, 'BUCKET_MISSING'],
  ['a bucket of another region', { region: 'us-west-2' }, 'WRONG_REGION'],
  ['a bucket of another owner', { accountId: '999999999999' }, 'LIST_DENIED'],
])('%s: %j is %s', async (_what, other, code) => {
  const whole = session;
  session = { ...whole, ...other };
  expect(await codeOf(lister.listPage(TARGET, null))).toBe(code);
  session = whole;
});

test('a session that S3 no longer accepts is renewed once, and the request is sent again', async () => {
  bucket.sandbox.faults.add({ match: { service: 's3' }, effect: { kind: 'expired-token' }, times: 1 });
  expect((await lister.listPage(TARGET, null)).objects.length).toBeGreaterThan(10);
  expect(opened).toBe(2);
  expect(insteadOfKey).toBe(session.accessKeyId);
});

test.each(['throttle', 'internal-error', 'reset', 'html', 'truncate'] as const)(
  'after a passing %s the listing is complete',
  async (kind) => {
    const whole = (await lister.listPage(TARGET, null)).objects;
    bucket.sandbox.faults.add({ match: { service: 's3' }, effect: { kind }, times: 2 });
    expect((await lister.listPage(TARGET, null)).objects).toEqual(whole);
  },
);
