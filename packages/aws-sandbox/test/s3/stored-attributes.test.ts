import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import * as aws from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { aConnection, aSandbox, failure, iam, policy, s3 } from '../fixture.ts';

async function withObject(put: Partial<aws.PutObjectCommandInput> = {}) {
  const sandbox = await aSandbox();
  const { bucket: Bucket, reader } = await aConnection(sandbox);
  const object = { Bucket, Key: 'a.jpg' };
  const owner = s3(sandbox);
  await owner.send(new aws.PutObjectCommand({ ...object, Body: 'bytes', ...put }));
  const read = (more: Partial<aws.GetObjectCommandInput> = {}) =>
    s3(sandbox, reader).send(new aws.GetObjectCommand({ ...object, ...more }));
  const tagsOf = async (Key: string) =>
    (await owner.send(new aws.GetObjectTaggingCommand({ Bucket, Key }))).TagSet?.map(({ Key, Value }) => [Key, Value]);
  return { sandbox, owner, reader, object, Bucket, read, tagsOf };
}

describe('tags', () => {
  test('of an upload are read back, and their number is a header of every read', async () => {
    const { object, read, tagsOf } = await withObject({ Tagging: 'project=field%20cameras&cost=7' });
    expect(await tagsOf(object.Key)).toEqual([
      ['project', 'field cameras'],
      ['cost', '7'],
    ]);
    expect((await read()).TagCount).toBe(2);
  });

  test('are replaced and deleted, and the ETag stays', async () => {
    const { owner, object, read, tagsOf } = await withObject();
    const { ETag } = await read();
    const TagSet = [{ Key: 'a', Value: 'b' }];
    await owner.send(new aws.PutObjectTaggingCommand({ ...object, Tagging: { TagSet } }));
    expect(await tagsOf(object.Key)).toEqual([['a', 'b']]);
    expect(await read()).toMatchObject({ TagCount: 1, ETag });
    await owner.send(new aws.DeleteObjectTaggingCommand(object));
    expect(await tagsOf(object.Key)).toEqual([]);
  });

  test('go with a copy unless the copy replaces them', async () => {
    const { owner, Bucket, tagsOf } = await withObject({ Tagging: 'a=b' });
    const copy = { Bucket, CopySource: `${Bucket}/a.jpg` };
    await owner.send(new aws.CopyObjectCommand({ ...copy, Key: 'same' }));
    await owner.send(new aws.CopyObjectCommand({ ...copy, Key: 'other', TaggingDirective: 'REPLACE', Tagging: 'c=d' }));
    expect([await tagsOf('same'), await tagsOf('other')]).toEqual([[['a', 'b']], [['c', 'd']]]);
  });

  test('need a permission of their own', async () => {
    const { sandbox, reader, object } = await withObject({ Tagging: 'a=b' });
    const call = s3(sandbox, reader).send(new aws.GetObjectTaggingCommand(object));
    expect((await failure(call)).message).toContain('is not authorized to perform: s3:GetObjectTagging');
  });

  test('can be the condition of a policy', async () => {
    const { sandbox, owner, object, read } = await withObject();
    const PolicyDocument = policy({
      Effect: 'Deny',
      Action: 's3:GetObject',
      Resource: '*',
      Condition: { StringEquals: { 's3:ExistingObjectTag/secret': 'yes' } },
    });
    await iam(sandbox).send(new PutRolePolicyCommand({ RoleName: 'reader', PolicyName: 'tags', PolicyDocument }));
    await read();
    const TagSet = [{ Key: 'secret', Value: 'yes' }];
    await owner.send(new aws.PutObjectTaggingCommand({ ...object, Tagging: { TagSet } }));
    expect(await failure(read())).toMatchObject({ code: 'AccessDenied', status: 403 });
  });

  test.each([
    [Array.from({ length: 11 }, (_, i) => `k${i}=v`).join('&'), 'BadRequest'],
    ['a=1&a=2', 'InvalidTag'],
    [`${'k'.repeat(129)}=v`, 'InvalidTag'],
    [`k=${'v'.repeat(257)}`, 'InvalidTag'],
  ])('beyond the limits of S3 are refused (%#)', async (Tagging, code) => {
    expect(await failure(withObject({ Tagging }))).toMatchObject({ code, status: 400 });
  });
});

describe('headers', () => {
  test('of an upload come back with every read, and a read may override them', async () => {
    const { read } = await withObject({ ContentEncoding: 'gzip', CacheControl: 'no-cache', Metadata: { camera: '7' } });
    expect(await read()).toMatchObject({
      ContentEncoding: 'gzip',
      CacheControl: 'no-cache',
      Metadata: { camera: '7' },
    });
    expect((await read({ ResponseContentEncoding: 'identity' })).ContentEncoding).toBe('identity');
  });

  test('can be given to a file that was copied into the folder', async () => {
    const { sandbox, object, read } = await withObject();
    const headers = { 'content-encoding': 'gzip', 'x-amz-meta-camera': '7' };
    sandbox.administration.changeObject({ bucket: object.Bucket, key: object.Key, headers });
    expect(await read()).toMatchObject({ ContentEncoding: 'gzip', Metadata: { camera: '7' } });
  });
});

describe('an object under a key that only the customer has', () => {
  test('is listed, and every read of it is an invalid request', async () => {
    const { sandbox, owner, object, Bucket, read } = await withObject();
    sandbox.administration.changeObject({ bucket: Bucket, key: object.Key, hasCustomerKey: true });
    expect((await owner.send(new aws.ListObjectsV2Command({ Bucket }))).KeyCount).toBe(1);
    expect(await failure(read())).toEqual({
      code: 'InvalidRequest',
      status: 400,
      message:
        'The object was stored using a form of Server Side Encryption. The correct parameters must be provided ' +
        'to retrieve the object.',
    });
    expect((await failure(owner.send(new aws.HeadObjectCommand(object)))).status).toBe(400);
    sandbox.administration.changeObject({ bucket: Bucket, key: object.Key, hasCustomerKey: false });
    await read();
  });
});
