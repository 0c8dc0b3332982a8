import * as aws from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { failure } from '../fixture.ts';
import { withObject } from './filled-bucket.ts';

describe('writing', () => {
  test('DeleteObjects deletes many keys and ignores missing ones', async () => {
    const { client, Bucket } = await withObject();
    const Objects = [{ Key: 'a' }, { Key: 'none' }, { Key: 'ä & <b>' }];
    const answer = await client.send(new aws.DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(answer.Deleted).toEqual(Objects);
    expect((await client.send(new aws.ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
  });

  test('a copy has the source’s bytes, and its metadata or new metadata', async () => {
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

  test('a multipart upload is joined in order, and its ETag comes from its parts', async () => {
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

  test('an aborted upload leaves nothing', async () => {
    const { client, Bucket } = await withObject();
    const target = { Bucket, Key: 'big.bin' };
    const { UploadId } = await client.send(new aws.CreateMultipartUploadCommand(target));
    await client.send(new aws.AbortMultipartUploadCommand({ ...target, UploadId }));
    expect((await client.send(new aws.ListMultipartUploadsCommand({ Bucket }))).Uploads).toBeUndefined();
  });
});
