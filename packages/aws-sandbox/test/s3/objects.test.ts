import * as aws from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { aConnection, aSandbox, failure, s3 } from '../fixture.ts';
import { send, signed } from '../raw-http.ts';
import { withObject } from './filled-bucket.ts';

describe('ranges', () => {
  test.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=4-', '456789', 'bytes 4-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=8-100', '89', 'bytes 8-9/10'],
    ['bytes=-100', '0123456789', 'bytes 0-9/10'],
  ])('%s', async (Range, text, contentRange) => {
    const { client, object } = await withObject();
    const got = await client.send(new aws.GetObjectCommand({ ...object, Range }));
    expect(got.$metadata.httpStatusCode).toBe(206);
    expect(got.ContentRange).toBe(contentRange);
    expect(await got.Body!.transformToString()).toBe(text);
  });

  test.each(['bytes=5-2', 'bytes=0-1,3-4', 'lines=0-1', 'bytes=-'])(
    '%s is no range: the whole object',
    async (Range) => {
      const { client, object } = await withObject();
      const got = await client.send(new aws.GetObjectCommand({ ...object, Range }));
      expect(got.$metadata.httpStatusCode).toBe(200);
      expect(got.ContentLength).toBe(10);
    },
  );

  test('beyond the end, and any range of an empty object, is 416', async () => {
    const { sandbox, client, Bucket, object } = await withObject();
    expect(await failure(client.send(new aws.GetObjectCommand({ ...object, Range: 'bytes=10-' })))).toMatchObject({
      code: 'InvalidRange',
      status: 416,
    });
    await client.send(new aws.PutObjectCommand({ Bucket, Key: 'empty', Body: '', ContentLength: 0 }));
    const answer = await send(
      sandbox.url,
      signed(sandbox.url, { path: `/${Bucket}/empty`, headers: { range: 'bytes=0-0' } }),
    );
    expect(answer.status).toBe(416);
    expect(answer.element('ActualObjectSize')).toBe('0');
    expect(answer.headers['content-range']).toBe('bytes */0');
  });

  test('of a large object is streamed completely', async () => {
    const bytes = Buffer.alloc(5_000_000, 'abcdefghij');
    const { client, object } = await withObject(bytes);
    const got = await client.send(new aws.GetObjectCommand({ ...object, Range: 'bytes=3-4000002' }));
    expect(Buffer.from(await got.Body!.transformToByteArray()).equals(bytes.subarray(3, 4_000_003))).toBe(true);
  });
});

describe('conditions', () => {
  test('If-Match reads only the object with that ETag', async () => {
    const { client, object, etag } = await withObject();
    await client.send(new aws.GetObjectCommand({ ...object, IfMatch: etag }));
    await client.send(new aws.PutObjectCommand({ ...object, Body: 'changed' }));
    expect(await failure(client.send(new aws.GetObjectCommand({ ...object, IfMatch: etag })))).toMatchObject({
      code: 'PreconditionFailed',
      status: 412,
    });
  });

  test('If-None-Match and If-Modified-Since answer 304 for an unchanged object', async () => {
    const { client, object, etag } = await withObject();
    const later = new Date(Date.now() + 5_000);
    expect((await failure(client.send(new aws.GetObjectCommand({ ...object, IfNoneMatch: etag })))).status).toBe(304);
    expect((await failure(client.send(new aws.GetObjectCommand({ ...object, IfModifiedSince: later })))).status).toBe(
      304,
    );
    await client.send(new aws.GetObjectCommand({ ...object, IfNoneMatch: '"other"', IfModifiedSince: later }));
  });

  test('If-Unmodified-Since fails for a changed object, unless If-Match holds', async () => {
    const { client, object, etag } = await withObject();
    const IfUnmodifiedSince = new Date(0);
    expect((await failure(client.send(new aws.GetObjectCommand({ ...object, IfUnmodifiedSince })))).status).toBe(412);
    await client.send(new aws.GetObjectCommand({ ...object, IfUnmodifiedSince, IfMatch: etag }));
  });

  test('a PUT with If-None-Match * never overwrites', async () => {
    const { client, object } = await withObject();
    const call = client.send(new aws.PutObjectCommand({ ...object, Body: 'x', IfNoneMatch: '*' }));
    expect((await failure(call)).code).toBe('PreconditionFailed');
  });
});

describe('the metadata of an object', () => {
  test('has the content type, metadata, encryption and checksum of its upload', async () => {
    const { client, Bucket } = await withObject();
    await client.send(
      new aws.PutObjectCommand({
        Bucket,
        Key: 'm',
        Body: 'x',
        ContentType: 'image/png',
        CacheControl: 'no-cache',
        Metadata: { origin: 'camera' },
      }),
    );
    const head = await client.send(new aws.HeadObjectCommand({ Bucket, Key: 'm', ChecksumMode: 'ENABLED' }));
    expect(head).toMatchObject({
      ContentType: 'image/png',
      CacheControl: 'no-cache',
      Metadata: { origin: 'camera' },
      ServerSideEncryption: 'AES256',
      ContentLength: 1,
      ChecksumCRC32: 'jNwWgw==',
    });
  });

  test('can be overridden by a signed link', async () => {
    const { sandbox, Bucket } = await withObject();
    const path = `/${Bucket}/a?response-content-disposition=attachment&response-content-type=text%2Fplain`;
    const answer = await send(sandbox.url, signed(sandbox.url, { path }));
    expect(answer.headers['content-disposition']).toBe('attachment');
    expect(answer.headers['content-type']).toBe('text/plain');
  });

  test('has the requested attributes', async () => {
    const { client, object } = await withObject();
    const all = await client.send(
      new aws.GetObjectAttributesCommand({
        ...object,
        ObjectAttributes: ['ETag', 'ObjectSize', 'StorageClass', 'Checksum'],
      }),
    );
    expect(all).toMatchObject({
      ETag: '781e5e245d69b566979b86e28d23f2c7',
      ObjectSize: 10,
      StorageClass: 'STANDARD',
      Checksum: { ChecksumType: 'FULL_OBJECT' },
    });
    const size = await client.send(new aws.GetObjectAttributesCommand({ ...object, ObjectAttributes: ['ObjectSize'] }));
    expect(size.ETag).toBeUndefined();
  });
});

describe('a missing thing', () => {
  test('a key is reported as missing only to callers who may list', async () => {
    const sandbox = await aSandbox();
    const { bucket, reader } = await aConnection(sandbox);
    const get = new aws.GetObjectCommand({ Bucket: bucket, Key: 'none' });
    expect(await failure(s3(sandbox).send(get))).toMatchObject({ code: 'NoSuchKey', status: 404 });
    expect(await failure(s3(sandbox, reader).send(get))).toMatchObject({ code: 'AccessDenied', status: 403 });
  });

  test('a bucket is NoSuchBucket, and for HEAD a 404 without a body', async () => {
    const sandbox = await aSandbox();
    expect(await failure(s3(sandbox).send(new aws.ListObjectsV2Command({ Bucket: 'no-such-bucket' })))).toMatchObject({
      code: 'NoSuchBucket',
      status: 404,
    });
    const head = await send(sandbox.url, signed(sandbox.url, { method: 'HEAD', path: '/no-such-bucket' }));
    expect([head.status, head.body]).toEqual([404, '']);
  });

  test('a version other than null is NoSuchVersion', async () => {
    const { client, object } = await withObject();
    await client.send(new aws.GetObjectCommand({ ...object, VersionId: 'null' }));
    const call = client.send(new aws.GetObjectCommand({ ...object, VersionId: 'x'.repeat(32) }));
    expect(await failure(call)).toMatchObject({ code: 'NoSuchVersion', status: 404 });
  });

  test('a large upload that is refused gets its answer before the connection closes', async () => {
    const sandbox = await aSandbox();
    const { bucket, reader } = await aConnection(sandbox);
    const Body = Buffer.alloc(30_000_000);
    const call = s3(sandbox, reader).send(new aws.PutObjectCommand({ Bucket: bucket, Key: 'big', Body }));
    expect((await failure(call)).code).toBe('AccessDenied');
  });

  test('an unknown operation of S3 is NotImplemented, and the object stays as it is', async () => {
    const { client, object } = await withObject();
    const call = client.send(new aws.PutObjectLegalHoldCommand({ ...object, LegalHold: { Status: 'ON' } }));
    expect(await failure(call)).toMatchObject({ code: 'NotImplemented', status: 501 });
    expect((await client.send(new aws.HeadObjectCommand(object))).ContentLength).toBe(10);
  });
});
