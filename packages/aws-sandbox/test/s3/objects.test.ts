import * as aws from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { aBucket, aConnection, aSandbox, failure, STRANGER, s3 } from '../fixture.ts';
import { send, signed } from '../raw-http.ts';

async function withObject(Body: string | Buffer = '0123456789') {
  const sandbox = await aSandbox();
  const Bucket = await aBucket(sandbox);
  const client = s3(sandbox);
  const put = await client.send(new aws.PutObjectCommand({ Bucket, Key: 'a', Body }));
  return { sandbox, client, Bucket, object: { Bucket, Key: 'a' }, etag: put.ETag! };
}

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

  test('of a large object is streamed whole and right', async () => {
    const bytes = Buffer.alloc(5_000_000, 'abcdefghij');
    const { client, object } = await withObject(bytes);
    const got = await client.send(new aws.GetObjectCommand({ ...object, Range: 'bytes=3-4000002' }));
    expect(Buffer.from(await got.Body!.transformToByteArray()).equals(bytes.subarray(3, 4_000_003))).toBe(true);
  });
});

describe('conditions', () => {
  test('If-Match reads only the object that was meant', async () => {
    const { client, object, etag } = await withObject();
    await client.send(new aws.GetObjectCommand({ ...object, IfMatch: etag }));
    await client.send(new aws.PutObjectCommand({ ...object, Body: 'changed' }));
    expect(await failure(client.send(new aws.GetObjectCommand({ ...object, IfMatch: etag })))).toMatchObject({
      code: 'PreconditionFailed',
      status: 412,
    });
  });

  test('If-None-Match and If-Modified-Since answer 304 for what is unchanged', async () => {
    const { client, object, etag } = await withObject();
    const later = new Date(Date.now() + 5_000);
    expect((await failure(client.send(new aws.GetObjectCommand({ ...object, IfNoneMatch: etag })))).status).toBe(304);
    expect((await failure(client.send(new aws.GetObjectCommand({ ...object, IfModifiedSince: later })))).status).toBe(
      304,
    );
    await client.send(new aws.GetObjectCommand({ ...object, IfNoneMatch: '"other"', IfModifiedSince: later }));
  });

  test('If-Unmodified-Since fails for what changed since, unless If-Match says otherwise', async () => {
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

describe('what an object carries', () => {
  test('content type, metadata, encryption and the checksum of its upload come back', async () => {
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

  test('a signed link may set the headers of its answer', async () => {
    const { sandbox, Bucket } = await withObject();
    const path = `/${Bucket}/a?response-content-disposition=attachment&response-content-type=text%2Fplain`;
    const answer = await send(sandbox.url, signed(sandbox.url, { path }));
    expect(answer.headers['content-disposition']).toBe('attachment');
    expect(answer.headers['content-type']).toBe('text/plain');
  });

  test('attributes are those that were asked for', async () => {
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

describe('what is not there', () => {
  test('is called missing to those who may list, and nothing else to others', async () => {
    const sandbox = await aSandbox();
    const { bucket, reader } = await aConnection(sandbox);
    const get = new aws.GetObjectCommand({ Bucket: bucket, Key: 'none' });
    expect(await failure(s3(sandbox).send(get))).toMatchObject({ code: 'NoSuchKey', status: 404 });
    expect(await failure(s3(sandbox, reader).send(get))).toMatchObject({ code: 'AccessDenied', status: 403 });
  });

  test('a bucket is NoSuchBucket, by HEAD a bare 404', async () => {
    const sandbox = await aSandbox();
    expect(await failure(s3(sandbox).send(new aws.ListObjectsV2Command({ Bucket: 'no-such-bucket' })))).toMatchObject({
      code: 'NoSuchBucket',
      status: 404,
    });
    const head = await send(sandbox.url, signed(sandbox.url, { method: 'HEAD', path: '/no-such-bucket' }));
    expect([head.status, head.body]).toEqual([404, '']);
  });

  test('no version but the only one is there', async () => {
    const { client, object } = await withObject();
    await client.send(new aws.GetObjectCommand({ ...object, VersionId: 'null' }));
    const call = client.send(new aws.GetObjectCommand({ ...object, VersionId: 'x'.repeat(32) }));
    expect(await failure(call)).toMatchObject({ code: 'NoSuchVersion', status: 404 });
  });

  test('a large upload that is refused gets its answer, not a broken pipe', async () => {
    const sandbox = await aSandbox();
    const { bucket, reader } = await aConnection(sandbox);
    const Body = Buffer.alloc(30_000_000);
    const call = s3(sandbox, reader).send(new aws.PutObjectCommand({ Bucket: bucket, Key: 'big', Body }));
    expect((await failure(call)).code).toBe('AccessDenied');
  });

  test('an operation of S3 that the sandbox does not have is NotImplemented, and does not touch the object', async () => {
    const { client, object } = await withObject();
    const call = client.send(new aws.PutObjectTaggingCommand({ ...object, Tagging: { TagSet: [] } }));
    expect(await failure(call)).toMatchObject({ code: 'NotImplemented', status: 501 });
    expect((await client.send(new aws.HeadObjectCommand(object))).ContentLength).toBe(10);
  });
});

describe('writing', () => {
  test('DeleteObjects takes many, and says nothing of those that were not there', async () => {
    const { client, Bucket } = await withObject();
    const Objects = [{ Key: 'a' }, { Key: 'none' }, { Key: 'ä & <b>' }];
    const answer = await client.send(new aws.DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(answer.Deleted).toEqual(Objects);
    expect((await client.send(new aws.ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
  });

  test('a copy takes bytes and metadata along, or new metadata', async () => {
    const { client, Bucket, object } = await withObject();
    await client.send(new aws.CopyObjectCommand({ Bucket, Key: 'b/ä', CopySource: `${Bucket}/a` }));
    await client.send(
      new aws.CopyObjectCommand({
        ...object,
        CopySource: `${Bucket}/a`,
        MetadataDirective: 'REPLACE',
        ContentType: 'image/gif',
      }),
    );
    expect((await client.send(new aws.HeadObjectCommand({ Bucket, Key: 'b/ä' }))).ContentLength).toBe(10);
    expect((await client.send(new aws.HeadObjectCommand(object))).ContentType).toBe('image/gif');
    const stale = { Bucket, Key: 'c', CopySource: `${Bucket}/a`, CopySourceIfMatch: '"stale"' };
    expect((await failure(client.send(new aws.CopyObjectCommand(stale)))).status).toBe(412);
    const onto = client.send(new aws.CopyObjectCommand({ ...object, CopySource: `${Bucket}/a` }));
    expect((await failure(onto)).code).toBe('InvalidRequest');
  });

  test('a multipart upload is put together in order, with the ETag of its parts', async () => {
    const { client, Bucket } = await withObject();
    const target = { Bucket, Key: 'big.bin' };
    const { UploadId } = await client.send(
      new aws.CreateMultipartUploadCommand({ ...target, ContentType: 'video/mp4' }),
    );
    const bodies = [Buffer.alloc(5 * 1024 * 1024, 'a'), Buffer.from('tail')];
    const Parts: aws.CompletedPart[] = [];
    for (const [i, Body] of bodies.entries()) {
      const { ETag } = await client.send(new aws.UploadPartCommand({ ...target, UploadId, PartNumber: i + 1, Body }));
      Parts.push({ PartNumber: i + 1, ETag });
    }
    expect((await client.send(new aws.ListPartsCommand({ ...target, UploadId }))).Parts).toHaveLength(2);
    const wrongOrder = { ...target, UploadId, MultipartUpload: { Parts: Parts.toReversed() } };
    expect((await failure(client.send(new aws.CompleteMultipartUploadCommand(wrongOrder)))).code).toBe(
      'InvalidPartOrder',
    );
    const done = await client.send(
      new aws.CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }),
    );
    expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    const head = await client.send(new aws.HeadObjectCommand(target));
    expect(head).toMatchObject({ ETag: done.ETag, ContentLength: 5 * 1024 * 1024 + 4, ContentType: 'video/mp4' });
    expect((await failure(client.send(new aws.ListPartsCommand({ ...target, UploadId })))).code).toBe('NoSuchUpload');
  });

  test('an upload that is aborted leaves nothing', async () => {
    const { client, Bucket } = await withObject();
    const target = { Bucket, Key: 'big.bin' };
    const { UploadId } = await client.send(new aws.CreateMultipartUploadCommand(target));
    await client.send(new aws.AbortMultipartUploadCommand({ ...target, UploadId }));
    expect((await client.send(new aws.ListMultipartUploadsCommand({ Bucket }))).Uploads).toBeUndefined();
  });
});

describe('buckets', () => {
  test('are listed to their own account only', async () => {
    const { client, sandbox, Bucket } = await withObject();
    expect((await client.send(new aws.ListBucketsCommand({}))).Buckets!.map(({ Name }) => Name)).toEqual([Bucket]);
    expect((await s3(sandbox, STRANGER).send(new aws.ListBucketsCommand({}))).Buckets).toEqual([]);
  });

  test('one with objects is not deleted; an empty one is', async () => {
    const { client, Bucket, object } = await withObject();
    expect((await failure(client.send(new aws.DeleteBucketCommand({ Bucket })))).code).toBe('BucketNotEmpty');
    await client.send(new aws.DeleteObjectCommand(object));
    await client.send(new aws.DeleteBucketCommand({ Bucket }));
    expect((await failure(client.send(new aws.HeadBucketCommand({ Bucket })))).status).toBe(404);
  });

  test.each(['Upper', 'ab', 'a..b', '10.0.0.1', 'xn--abc', 'abc-s3alias', 'abc_'])(
    '%s is no bucket name',
    async (name) => {
      const { sandbox } = await withObject();
      const answer = await send(
        sandbox.url,
        signed(sandbox.url, { method: 'PUT', path: `/${name}` }, { region: 'us-east-1' }),
      );
      expect(answer.element('Code')).toBe('InvalidBucketName');
    },
  );

  test('one that another account has is taken', async () => {
    const { sandbox, Bucket } = await withObject();
    const create = new aws.CreateBucketCommand({
      Bucket,
      CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' },
    });
    expect((await failure(s3(sandbox, STRANGER).send(create))).code).toBe('BucketAlreadyExists');
    expect((await failure(s3(sandbox).send(create))).code).toBe('BucketAlreadyOwnedByYou');
  });

  test('are addressed by host name as well', async () => {
    const { sandbox, Bucket } = await withObject();
    for (const host of [`${Bucket}.localhost:${sandbox.port}`, `${Bucket}.s3.eu-central-1.amazonaws.com`]) {
      const request = signed(sandbox.url, { path: '/a', headers: { host } });
      expect((await send(sandbox.url, request)).body).toBe('0123456789');
    }
  });
});
