import * as aws from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { failure, STRANGER, s3 } from '../fixture.ts';
import { send, signed } from '../raw-http.ts';
import { withObject } from './filled-bucket.ts';

describe('buckets', () => {
  test('are listed to their own account only', async () => {
    const { client, sandbox, Bucket } = await withObject();
    expect((await client.send(new aws.ListBucketsCommand({}))).Buckets!.map(({ Name }) => Name)).toEqual([Bucket]);
    expect((await s3(sandbox, STRANGER).send(new aws.ListBucketsCommand({}))).Buckets).toEqual([]);
  });

  test('can be deleted only when empty', async () => {
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

  test('have names that are unique across accounts', async () => {
    const { sandbox, Bucket } = await withObject();
    const create = new aws.CreateBucketCommand({
      Bucket,
      CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' },
    });
    expect((await failure(s3(sandbox, STRANGER).send(create))).code).toBe('BucketAlreadyExists');
    expect((await failure(s3(sandbox).send(create))).code).toBe('BucketAlreadyOwnedByYou');
  });

  test('can be addressed by host name', async () => {
    const { sandbox, Bucket } = await withObject();
    for (const host of [`${Bucket}.localhost:${sandbox.port}`, `${Bucket}.s3.eu-central-1.amazonaws.com`]) {
      const request = signed(sandbox.url, { path: '/a', headers: { host } });
      expect((await send(sandbox.url, request)).body).toBe('0123456789');
    }
  });
});
