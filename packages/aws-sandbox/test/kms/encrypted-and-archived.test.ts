import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import * as aws from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { aConnection, aSandbox, CUSTOMER, failure, iam, PLATFORM, policy, REGION, s3 } from '../fixture.ts';

async function withEncryptedObject(keyPolicy?: string) {
  const sandbox = await aSandbox();
  const connection = await aConnection(sandbox);
  const Bucket = connection.bucket;
  const key = sandbox.administration.createKey({
    accountId: CUSTOMER.accountId,
    region: REGION,
    ...(keyPolicy === undefined ? {} : { policy: keyPolicy }),
  });
  await s3(sandbox).send(new aws.PutObjectCommand({ Bucket, Key: 'plain', Body: 'plain' }));
  await s3(sandbox).send(
    new aws.PutObjectCommand({
      Bucket,
      Key: 'secret',
      Body: 'secret',
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: key.arn,
    }),
  );
  const client = s3(sandbox, connection.reader);
  const read = () => client.send(new aws.GetObjectCommand({ Bucket, Key: 'secret' }));
  return { sandbox, ...connection, Bucket, keyArn: key.arn, client, read };
}

describe('an object under a customer key', () => {
  test('is listed but not read by a role without kms:Decrypt, and the message names it', async () => {
    const { client, Bucket, read, keyArn } = await withEncryptedObject();
    expect((await client.send(new aws.ListObjectsV2Command({ Bucket, Prefix: '' }))).KeyCount).toBe(2);
    expect(await failure(read())).toEqual({
      code: 'AccessDenied',
      status: 403,
      message:
        `User: arn:aws:sts::${CUSTOMER.accountId}:assumed-role/reader/session is not authorized to perform: ` +
        `kms:Decrypt on resource: ${keyArn} because no identity-based policy allows the kms:Decrypt action`,
    });
    await client.send(new aws.GetObjectCommand({ Bucket, Key: 'plain' }));
  });

  test('is read once the role may decrypt', async () => {
    const { sandbox, read, keyArn } = await withEncryptedObject();
    const PolicyDocument = policy({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: keyArn });
    await iam(sandbox).send(new PutRolePolicyCommand({ RoleName: 'reader', PolicyName: 'decrypt', PolicyDocument }));
    const got = await read();
    expect(got).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyArn });
    expect(await got.Body!.transformToString()).toBe('secret');
  });

  test('cannot be read against its key policy, even by a role that may decrypt everything', async () => {
    const { sandbox, read, keyArn } = await withEncryptedObject();
    const onlyAdministrator = { AWS: `arn:aws:iam::${CUSTOMER.accountId}:user/administrator` };
    sandbox.administration.changeKey({
      keyArn,
      policy: policy({ Effect: 'Allow', Principal: onlyAdministrator, Action: 'kms:*', Resource: '*' }),
    });
    const PolicyDocument = policy({ Effect: 'Allow', Action: 'kms:*', Resource: '*' });
    await iam(sandbox).send(new PutRolePolicyCommand({ RoleName: 'reader', PolicyName: 'decrypt', PolicyDocument }));
    expect((await failure(read())).message).toContain('because no resource-based policy allows the kms:Decrypt action');
  });

  test('can be read by a grant alone', async () => {
    const { sandbox, read, keyArn, readerArn } = await withEncryptedObject();
    sandbox.administration.grantKey({ keyArn, granteePrincipal: readerArn, operations: ['Decrypt'] });
    await read();
  });

  test('cannot be read while the key is disabled', async () => {
    const { sandbox, Bucket, keyArn } = await withEncryptedObject();
    sandbox.administration.changeKey({ keyArn, enabled: false });
    const call = s3(sandbox).send(new aws.GetObjectCommand({ Bucket, Key: 'secret' }));
    expect(await failure(call)).toMatchObject({ code: 'KMS.DisabledException', status: 400 });
  });

  test('is also made by an upload to a bucket whose default encryption is that key', async () => {
    const { sandbox, Bucket, keyArn } = await withEncryptedObject();
    const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: keyArn } };
    await s3(sandbox).send(
      new aws.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } }),
    );
    await s3(sandbox).send(new aws.PutObjectCommand({ Bucket, Key: 'by-default', Body: 'x' }));
    expect((await s3(sandbox).send(new aws.HeadObjectCommand({ Bucket, Key: 'by-default' }))).SSEKMSKeyId).toBe(keyArn);
  });

  test('under a key of another account needs that key’s policy to allow it', async () => {
    const sandbox = await aSandbox();
    const { bucket: Bucket } = await aConnection(sandbox);
    const { arn } = sandbox.administration.createKey({ accountId: PLATFORM.accountId, region: REGION });
    const put = () =>
      s3(sandbox).send(
        new aws.PutObjectCommand({ Bucket, Key: 'a', Body: 'a', ServerSideEncryption: 'aws:kms', SSEKMSKeyId: arn }),
      );
    expect((await failure(put())).message).toContain('is not authorized to perform: kms:GenerateDataKey');
    const both = { AWS: [`arn:aws:iam::${PLATFORM.accountId}:root`, `arn:aws:iam::${CUSTOMER.accountId}:root`] };
    sandbox.administration.changeKey({
      keyArn: arn,
      policy: policy({ Effect: 'Allow', Principal: both, Action: 'kms:*', Resource: '*' }),
    });
    await put();
  });
});

describe('an archived object', () => {
  test.each(['GLACIER', 'DEEP_ARCHIVE'] as const)(
    'of class %s is listed but not read until it is restored',
    async (StorageClass) => {
      let now = Date.now();
      const sandbox = await aSandbox({ clock: () => new Date(now) });
      const { bucket: Bucket, reader } = await aConnection(sandbox);
      sandbox.administration.changeSettings({ restoreDelayMs: 60_000 });
      const object = { Bucket, Key: 'a' };
      await s3(sandbox).send(new aws.PutObjectCommand({ ...object, Body: 'a', StorageClass }));
      const read = () => s3(sandbox, reader).send(new aws.GetObjectCommand(object));
      const refused = {
        code: 'InvalidObjectState',
        status: 403,
        message: "The operation is not valid for the object's storage class",
      };
      expect(await failure(read())).toEqual(refused);
      await s3(sandbox).send(new aws.RestoreObjectCommand({ ...object, RestoreRequest: { Days: 1 } }));
      expect(await failure(read())).toEqual(refused);
      expect((await s3(sandbox).send(new aws.HeadObjectCommand(object))).Restore).toBe('ongoing-request="true"');
      now += 60_001;
      expect((await read()).Restore).toMatch(/^ongoing-request="false", expiry-date=".* GMT"$/);
      now += 24 * 3_600_000;
      const late = s3(sandbox, CUSTOMER);
      late.config.systemClockOffset = now - Date.now();
      expect(await failure(late.send(new aws.GetObjectCommand(object)))).toEqual(refused);
    },
  );

  test('of class GLACIER_IR is read at once, and cannot be restored', async () => {
    const sandbox = await aSandbox();
    const { bucket: Bucket } = await aConnection(sandbox);
    await s3(sandbox).send(new aws.PutObjectCommand({ Bucket, Key: 'a', Body: 'a', StorageClass: 'GLACIER_IR' }));
    await s3(sandbox).send(new aws.GetObjectCommand({ Bucket, Key: 'a' }));
    const call = s3(sandbox).send(new aws.RestoreObjectCommand({ Bucket, Key: 'a', RestoreRequest: { Days: 1 } }));
    expect((await failure(call)).message).toBe("Restore is not allowed for the object's current storage class");
  });
});
