import * as aws from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import {
  aBucket,
  aConnection,
  aRole,
  aSandbox,
  assume,
  CUSTOMER,
  failure,
  PLATFORM,
  policy,
  STRANGER,
  type Statement,
  s3,
  trust,
} from '../fixture.ts';
import { send, signed } from '../raw-http.ts';

const KEYS = ['photos/a.jpg', 'photos2/b.jpg', 'other/c.jpg'];

async function aFilledConnection(prefix: string) {
  const sandbox = await aSandbox();
  const connection = await aConnection(sandbox, prefix);
  for (const Key of KEYS)
    await s3(sandbox).send(new aws.PutObjectCommand({ Bucket: connection.bucket, Key, Body: Key }));
  return { sandbox, ...connection, client: s3(sandbox, connection.reader) };
}

describe('a reader of a prefix', () => {
  test('lists and reads under the prefix and nowhere else', async () => {
    const { client, bucket } = await aFilledConnection('photos/');
    const list = (Prefix?: string) => client.send(new aws.ListObjectsV2Command({ Bucket: bucket, Prefix }));
    expect((await list('photos/')).KeyCount).toBe(1);
    for (const prefix of ['', 'photos', 'other/', undefined])
      expect((await failure(list(prefix))).code).toBe('AccessDenied');
    const get = (Key: string) => client.send(new aws.GetObjectCommand({ Bucket: bucket, Key }));
    expect(await (await get('photos/a.jpg')).Body!.transformToString()).toBe('photos/a.jpg');
    expect((await failure(get('photos2/b.jpg'))).code).toBe('AccessDenied');
  });

  test('must send an empty prefix for the condition to hold', async () => {
    const { client, bucket, sandbox, reader } = await aFilledConnection('');
    expect((await client.send(new aws.ListObjectsV2Command({ Bucket: bucket, Prefix: '' }))).KeyCount).toBe(3);
    const without = await send(
      sandbox.url,
      signed(sandbox.url, { path: `/${bucket}?list-type=2` }, { credentials: reader }),
    );
    expect(without.element('Code')).toBe('AccessDenied');
    expect((await failure(client.send(new aws.HeadBucketCommand({ Bucket: bucket })))).status).toBe(403);
  });

  test('needs both s3:GetObject and s3:GetObjectAttributes for attributes', async () => {
    const sandbox = await aSandbox();
    const Bucket = await aBucket(sandbox);
    await s3(sandbox).send(new aws.PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
    for (const missing of ['s3:GetObject', 's3:GetObjectAttributes']) {
      const Action = ['s3:GetObject', 's3:GetObjectAttributes'].filter((action) => action !== missing);
      const allows = policy({ Effect: 'Allow', Action, Resource: `arn:aws:s3:::${Bucket}/*` });
      const name = missing.replace(':', '-');
      const role = await aRole(sandbox, { name, trust: trust(CUSTOMER.accountId), allows });
      const client = s3(sandbox, await assume(sandbox, CUSTOMER, { RoleArn: role }));
      const call = client.send(new aws.GetObjectAttributesCommand({ Bucket, Key: 'a', ObjectAttributes: ['ETag'] }));
      expect((await failure(call)).message).toContain(`is not authorized to perform: ${missing} on resource`);
    }
  });

  test('may neither write nor change anything', async () => {
    const { client, bucket: Bucket } = await aFilledConnection('');
    const calls = [
      client.send(new aws.PutObjectCommand({ Bucket, Key: 'photos/new', Body: 'x' })),
      client.send(new aws.DeleteObjectCommand({ Bucket, Key: KEYS[0] })),
      client.send(
        new aws.PutBucketCorsCommand({
          Bucket,
          CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] },
        }),
      ),
      client.send(new aws.GetBucketPolicyCommand({ Bucket })),
      client.send(new aws.CreateMultipartUploadCommand({ Bucket, Key: 'x' })),
      client.send(new aws.DeleteBucketCommand({ Bucket })),
      client.send(new aws.ListBucketsCommand({})),
    ];
    const codes = (await Promise.all(calls.map(failure))).map(({ code }) => code);
    expect(codes).toEqual(calls.map(() => 'AccessDenied'));
    const deleted = await client.send(
      new aws.DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: KEYS[0] }] } }),
    );
    expect(deleted.Errors).toMatchObject([{ Key: KEYS[0], Code: 'AccessDenied' }]);
  });
});

describe('ownership', () => {
  test('of a bucket by another account than expected is AccessDenied', async () => {
    const { client, bucket } = await aFilledConnection('');
    const list = (ExpectedBucketOwner: string) =>
      client.send(new aws.ListObjectsV2Command({ Bucket: bucket, Prefix: '', ExpectedBucketOwner }));
    expect((await list(CUSTOMER.accountId)).KeyCount).toBe(3);
    expect(await failure(list(STRANGER.accountId))).toMatchObject({ code: 'AccessDenied', message: 'Access Denied' });
  });

  test('where the requester pays, other accounts must agree to pay', async () => {
    const { sandbox, bucket } = await aFilledConnection('');
    await s3(sandbox).send(
      new aws.PutBucketRequestPaymentCommand({ Bucket: bucket, RequestPaymentConfiguration: { Payer: 'Requester' } }),
    );
    const access: Statement = {
      Effect: 'Allow',
      Principal: { AWS: PLATFORM.accountId },
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${bucket}/*`,
    };
    await s3(sandbox).send(new aws.PutBucketPolicyCommand({ Bucket: bucket, Policy: policy(access) }));
    const object = { Bucket: bucket, Key: KEYS[0]! };
    expect((await failure(s3(sandbox, PLATFORM).send(new aws.GetObjectCommand(object)))).code).toBe('AccessDenied');
    const paid = await s3(sandbox, PLATFORM).send(new aws.GetObjectCommand({ ...object, RequestPayer: 'requester' }));
    expect(paid.RequestCharged).toBe('requester');
    await s3(sandbox).send(new aws.GetObjectCommand(object));
  });

  test('of an object by another account closes it to the bucket owner and its roles', async () => {
    const { sandbox, client, bucket } = await aFilledConnection('');
    const object = { Bucket: bucket, Key: KEYS[0]! };
    sandbox.administration.changeObject({ bucket, key: KEYS[0]!, ownerId: STRANGER.accountId });
    expect((await failure(client.send(new aws.GetObjectCommand(object)))).code).toBe('AccessDenied');
    expect((await failure(s3(sandbox).send(new aws.GetObjectCommand(object)))).code).toBe('AccessDenied');
    await s3(sandbox, STRANGER).send(new aws.GetObjectCommand(object));
    expect((await client.send(new aws.ListObjectsV2Command({ Bucket: bucket, Prefix: '' }))).KeyCount).toBe(3);
  });

  test('stays with a writer of another account only where the bucket’s setting says so', async () => {
    const sandbox = await aSandbox();
    const Bucket = await aBucket(sandbox);
    const write: Statement = {
      Effect: 'Allow',
      Principal: { AWS: STRANGER.accountId },
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${Bucket}/*`,
    };
    await s3(sandbox).send(new aws.PutBucketPolicyCommand({ Bucket, Policy: policy(write) }));
    const put = (Key: string) => s3(sandbox, STRANGER).send(new aws.PutObjectCommand({ Bucket, Key, Body: 'x' }));
    await put('enforced');
    await s3(sandbox).send(
      new aws.PutBucketOwnershipControlsCommand({
        Bucket,
        OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
      }),
    );
    await put('written');
    await s3(sandbox).send(new aws.GetObjectCommand({ Bucket, Key: 'enforced' }));
    expect((await failure(s3(sandbox).send(new aws.GetObjectCommand({ Bucket, Key: 'written' })))).code).toBe(
      'AccessDenied',
    );
  });
});
