import * as aws from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import {
  aBucket,
  aRole,
  aSandbox,
  assume,
  CUSTOMER,
  failure,
  PLATFORM,
  policy,
  readerPolicy,
  STRANGER,
  type Statement,
  s3,
  trust,
} from '../fixture.ts';
import { send } from '../raw-http.ts';

describe('a bucket policy', () => {
  async function withBucketPolicy(...statements: Statement[]) {
    const sandbox = await aSandbox();
    const Bucket = await aBucket(sandbox);
    await s3(sandbox).send(new aws.PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
    await s3(sandbox).send(new aws.PutBucketPolicyCommand({ Bucket, Policy: policy(...statements) }));
    const get = (who: Parameters<typeof s3>[1]) =>
      s3(sandbox, who).send(new aws.GetObjectCommand({ Bucket, Key: 'a' }));
    return { sandbox, Bucket, get };
  }
  const OBJECTS = 'arn:aws:s3:::customer-photos/*';

  test('gives another account access when that account’s own policies allow it too', async () => {
    const { sandbox, get } = await withBucketPolicy({
      Effect: 'Allow',
      Principal: { AWS: PLATFORM.accountId },
      Action: 's3:GetObject',
      Resource: OBJECTS,
    });
    await get(PLATFORM);
    const role = await aRole(sandbox, {
      name: 'none',
      owner: PLATFORM,
      trust: trust(PLATFORM.accountId),
      allows: readerPolicy('another', ''),
    });
    expect(await failure(get(await assume(sandbox, PLATFORM, { RoleArn: role })))).toMatchObject({
      code: 'AccessDenied',
      message: 'Access Denied',
    });
    expect((await failure(get(STRANGER))).code).toBe('AccessDenied');
  });

  test('denies even an administrator', async () => {
    const { get } = await withBucketPolicy({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: OBJECTS,
    });
    expect((await failure(get(CUSTOMER))).message).toContain('with an explicit deny in a resource-based policy');
  });

  test('with NotPrincipal denies all other principals', async () => {
    const administrator = `arn:aws:iam::${CUSTOMER.accountId}:user/administrator`;
    const { get } = await withBucketPolicy(
      { Effect: 'Deny', NotPrincipal: { AWS: administrator }, Action: 's3:*', Resource: OBJECTS },
      { Effect: 'Allow', Principal: { AWS: PLATFORM.accountId }, Action: 's3:*', Resource: OBJECTS },
    );
    await get(CUSTOMER);
    expect((await failure(get(PLATFORM))).code).toBe('AccessDenied');
  });

  test('that requires TLS refuses no request here', async () => {
    const { get } = await withBucketPolicy({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: OBJECTS,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
    await get(CUSTOMER);
  });

  test('for all principals lets anonymous callers do what it allows and no more', async () => {
    const { sandbox, Bucket } = await withBucketPolicy({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: OBJECTS,
    });
    expect((await send(sandbox.url, { path: `/${Bucket}/a` })).body).toBe('a');
    expect((await send(sandbox.url, { path: `/${Bucket}?list-type=2` })).element('Code')).toBe('AccessDenied');
    expect((await send(sandbox.url, { method: 'PUT', path: `/${Bucket}/b`, body: 'b' })).element('Code')).toBe(
      'AccessDenied',
    );
  });

  test('that names a missing principal or another bucket is refused', async () => {
    const sandbox = await aSandbox();
    const Bucket = await aBucket(sandbox);
    const put = (statement: Statement) =>
      s3(sandbox).send(new aws.PutBucketPolicyCommand({ Bucket, Policy: policy(statement) }));
    const nobody = { AWS: `arn:aws:iam::${PLATFORM.accountId}:role/nobody` };
    expect(await failure(put({ Effect: 'Allow', Principal: nobody, Action: 's3:*', Resource: OBJECTS }))).toMatchObject(
      { code: 'MalformedPolicy', message: 'Invalid principal in policy' },
    );
    expect(
      (await failure(put({ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::other/*' })))
        .message,
    ).toBe('Policy has invalid resource');
  });

  test('is read back unchanged', async () => {
    const statement: Statement = {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${PLATFORM.accountId}:user/administrator` },
      Action: 's3:GetObject',
      Resource: OBJECTS,
    };
    const { sandbox, Bucket } = await withBucketPolicy(statement);
    const got = await s3(sandbox).send(new aws.GetBucketPolicyCommand({ Bucket }));
    expect(JSON.parse(got.Policy!)).toEqual(JSON.parse(policy(statement)));
  });
});
