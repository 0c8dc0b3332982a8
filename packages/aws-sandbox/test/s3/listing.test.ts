import * as aws from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aBucket, aSandbox, CUSTOMER, failure, s3 } from '../fixture.ts';
import { send, signed } from '../raw-http.ts';

async function withKeys(keys: string[]) {
  const sandbox = await aSandbox();
  const Bucket = await aBucket(sandbox);
  const client = s3(sandbox);
  for (const Key of keys) await client.send(new aws.PutObjectCommand({ Bucket, Key, Body: 'x' }));
  const list = (input: Partial<aws.ListObjectsV2CommandInput> = {}) =>
    client.send(new aws.ListObjectsV2Command({ Bucket, ...input }));
  return { sandbox, Bucket, client, list };
}

const keysOf = (page: { Contents?: { Key?: string }[] }) => (page.Contents ?? []).map(({ Key }) => Key!);
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

test('keys come in the order of their UTF-8 bytes', async () => {
  const keys = [
    'a',
    'a/',
    'a/b',
    'a.b',
    'a-b',
    'aa',
    'A',
    'é',
    'z',
    '\uff61',
    '😀',
    '\ue000',
    'a//b',
    '/a',
    '../x',
    'a/./b',
  ];
  const { list } = await withKeys(keys);
  expect(keysOf(await list())).toEqual(keys.toSorted(byBytes));
});

describe('a page', () => {
  const keys = ['2025/01/a.jpg', '2025/01/b.jpg', '2025/02/c.jpg', '2026/d.jpg', '2026.txt', 'top.jpg'];

  test('holds the keys with a prefix, which can end within a name', async () => {
    const { list } = await withKeys(keys);
    expect(keysOf(await list({ Prefix: '2025/0' }))).toEqual(keys.slice(0, 3));
    expect(keysOf(await list({ Prefix: '2025/01/b.jpg' }))).toEqual(['2025/01/b.jpg']);
    expect(keysOf(await list({ Prefix: '2025/01/b.jpg/' }))).toEqual([]);
  });

  test('groups keys by a delimiter', async () => {
    const { list } = await withKeys(keys);
    const page = await list({ Delimiter: '/' });
    expect(page.CommonPrefixes).toEqual([{ Prefix: '2025/' }, { Prefix: '2026/' }]);
    expect(keysOf(page)).toEqual(['2026.txt', 'top.jpg']);
    expect(page.KeyCount).toBe(4);
    const other = await list({ Delimiter: '0', Prefix: '2' });
    expect(other.CommonPrefixes).toEqual([{ Prefix: '20' }]);
  });

  test('starts after a key, which need not exist', async () => {
    const { list } = await withKeys(keys);
    expect(keysOf(await list({ StartAfter: '2025/02/c.jpg' }))).toEqual(['2026.txt', '2026/d.jpg', 'top.jpg']);
    expect(keysOf(await list({ StartAfter: '2025/02' }))).toEqual([
      '2025/02/c.jpg',
      '2026.txt',
      '2026/d.jpg',
      'top.jpg',
    ]);
    expect(keysOf(await list({ StartAfter: 'zzz' }))).toEqual([]);
  });

  test.each([1, 2, 3, 6])('of %d is continued to every key and common prefix exactly once', async (MaxKeys) => {
    const { list } = await withKeys(keys);
    for (const Delimiter of [undefined, '/']) {
      const seen: string[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await list({ MaxKeys, Delimiter, ContinuationToken });
        expect(page.KeyCount).toBeLessThanOrEqual(MaxKeys);
        expect(page.IsTruncated).toBe(page.NextContinuationToken !== undefined);
        seen.push(...keysOf(page), ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      const whole = Delimiter === undefined ? keys : ['2025/', '2026/', '2026.txt', 'top.jpg'];
      expect(seen.toSorted(byBytes)).toEqual(whole.toSorted(byBytes));
    }
  });

  test('of no keys is empty and not truncated', async () => {
    const { list } = await withKeys(keys);
    expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, MaxKeys: 0, IsTruncated: false });
  });

  test('refuses an unknown token and a max-keys that is no number', async () => {
    const { list, sandbox, Bucket } = await withKeys([]);
    expect(await failure(list({ ContinuationToken: 'nonsense' }))).toMatchObject({
      code: 'InvalidArgument',
      status: 400,
    });
    const answer = await send(sandbox.url, signed(sandbox.url, { path: `/${Bucket}?list-type=2&max-keys=many` }));
    expect(answer.element('ArgumentName')).toBe('max-keys');
  });

  test('encodes characters that XML cannot hold, and a space as +', async () => {
    const { list } = await withKeys(["a b(1)'é/\u0001.jpg"]);
    const page = await list({ EncodingType: 'url', Prefix: 'a ', StartAfter: 'a ' });
    expect(keysOf(page)).toEqual(['a+b%281%29%27%C3%A9/%01.jpg']);
    expect(page.Prefix).toBe('a+');
    expect(page.StartAfter).toBe('a+');
  });

  test('has owners and restore states when they are requested', async () => {
    const { sandbox, list, Bucket, client } = await withKeys(['a']);
    expect((await list()).Contents![0]!.Owner).toBeUndefined();
    expect((await list({ FetchOwner: true })).Contents![0]!.Owner!.ID).toMatch(new RegExp(`^0+${CUSTOMER.accountId}$`));
    sandbox.administration.changeObject({ bucket: Bucket, key: 'a', storageClass: 'GLACIER' });
    expect((await list({ OptionalObjectAttributes: ['RestoreStatus'] })).Contents![0]).toMatchObject({
      StorageClass: 'GLACIER',
    });
    await client.send(new aws.RestoreObjectCommand({ Bucket, Key: 'a', RestoreRequest: { Days: 2 } }));
    const [restored] = (await list({ OptionalObjectAttributes: ['RestoreStatus'] })).Contents!;
    expect(restored!.RestoreStatus!.IsRestoreInProgress).toBe(false);
    expect(restored!.RestoreStatus!.RestoreExpiryDate!.getTime()).toBeGreaterThan(Date.now() + 47 * 3_600_000);
    expect((await list()).Contents![0]!.RestoreStatus).toBeUndefined();
  });

  test('of ListObjects version 1 is continued by marker', async () => {
    const { client, Bucket } = await withKeys(keys);
    const first = await client.send(new aws.ListObjectsCommand({ Bucket, MaxKeys: 4 }));
    expect(first.IsTruncated).toBe(true);
    const second = await client.send(new aws.ListObjectsCommand({ Bucket, Marker: keysOf(first).at(-1) }));
    expect([...keysOf(first), ...keysOf(second)]).toEqual(keys.toSorted(byBytes));
  });
});

test('a listing equals a plain sort and filter of the keys', async () => {
  const part = fc.constantFrom('a', 'b', 'a.b', '', '.', '..', 'é', '😀', '\uff61', '\ufffd', '.~x', 'a b');
  const key = fc
    .array(part, { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join('/'))
    .filter((text) => text !== '');
  const { list, client, Bucket } = await withKeys([]);
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(key, { maxLength: 12 }),
      fc.oneof(key, fc.constant('')),
      fc.oneof(key, fc.constant('')),
      async (keys, Prefix, StartAfter) => {
        for (const Key of keys) await client.send(new aws.PutObjectCommand({ Bucket, Key, Body: Key }));
        const expected = keys
          .filter((text) => text.startsWith(Prefix) && byBytes(text, StartAfter) > 0)
          .toSorted(byBytes);
        expect(keysOf(await list({ Prefix, StartAfter }))).toEqual(expected);
        for (const Key of keys) await client.send(new aws.DeleteObjectCommand({ Bucket, Key }));
        expect(keysOf(await list())).toEqual([]);
      },
    ),
    { numRuns: 40 },
  );
});

test('every key of Unicode text that can be put is listed', async () => {
  const { list, client, Bucket } = await withKeys([]);
  const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(key, async (Key) => {
      await client.send(new aws.PutObjectCommand({ Bucket, Key, Body: 'x' }));
      const [listed] = keysOf(await list({ EncodingType: 'url' }));
      expect(decodeURIComponent(listed?.replaceAll('+', '%20') ?? '')).toBe(Key);
      await client.send(new aws.DeleteObjectCommand({ Bucket, Key }));
    }),
    { numRuns: 100, examples: [['\ufffd'], ['a\ufffd/\ufffd\ufffd.jpg'], ['\ufffe\uffff'], ['\u0085\u2028']] },
  );
});

test('a bucket can omit EncodingType and list plain keys, as some servers do', async () => {
  const { sandbox, list, Bucket } = await withKeys(['a+b %2B&.jpg']);
  sandbox.administration.changeBucket({ bucket: Bucket, omitsEncodingType: true });
  const page = await list({ EncodingType: 'url' });
  expect(page.EncodingType).toBeUndefined();
  expect(keysOf(page)).toEqual(['a+b %2B&.jpg']);
});
