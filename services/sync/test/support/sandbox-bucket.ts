import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type Sandbox, startSandbox } from '@bucket-sync/aws-sandbox';
import type { BucketSession } from '../../src/aws/index.ts';

const ACCOUNT = {
  accountId: '481516234200',
  alias: 'customer',
  accessKeyId: 'AKIACUSTOMEROFTHETEST',
  secretAccessKey: 'the secret of a customer of this test, only',
};
const REGION = 'eu-central-1';

export interface SandboxBucket {
  sandbox: Sandbox;
  bucketName: string;
  /** The owner's own client. */
  owner: S3Client;
  put(key: string, body: string | Buffer, of?: { StorageClass?: 'GLACIER' }): Promise<void>;
  /** A session of a role that may list and read below `prefix`, and nothing else. */
  openSession(prefix: string): Promise<BucketSession>;
  stop(): Promise<void>;
}

/** A bucket of a customer's account in a sandbox of its own. */
export async function startSandboxBucket(bucketName: string): Promise<SandboxBucket> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bucket-sync-test-'));
  const sandbox = await startSandbox({ dataDir, accounts: [ACCOUNT] });
  const access = { endpoint: sandbox.url, region: REGION, credentials: ACCOUNT };
  const owner = new S3Client({ ...access, forcePathStyle: true });
  const iam = new IAMClient(access);
  const sts = new STSClient(access);
  await owner.send(
    new CreateBucketCommand({ Bucket: bucketName, CreateBucketConfiguration: { LocationConstraint: REGION } }),
  );
  let roles = 0;
  return {
    sandbox,
    bucketName,
    owner,
    async put(key, body, of = {}) {
      await owner.send(new PutObjectCommand({ Bucket: bucketName, Key: key, Body: body, ...of }));
    },
    async openSession(prefix) {
      roles += 1;
      const RoleName = `reader-${roles}`;
      const trust = {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${ACCOUNT.accountId}:root` },
        Action: 'sts:AssumeRole',
      };
      const role = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policy([trust]) }));
      const bucket = `arn:aws:s3:::${bucketName}`;
      const list = {
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: bucket,
        Condition: { StringLike: { 's3:prefix': `${prefix}*` } },
      };
      const read = { Effect: 'Allow', Action: 's3:GetObject', Resource: `${bucket}/${prefix}*` };
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'read', PolicyDocument: policy([list, read]) }));
      const { Credentials } = await sts.send(
        new AssumeRoleCommand({ RoleArn: role.Role!.Arn!, RoleSessionName: 'test', DurationSeconds: 3_600 }),
      );
      return {
        bucketName,
        prefix,
        region: REGION,
        accountId: ACCOUNT.accountId,
        accessKeyId: Credentials!.AccessKeyId!,
        secretAccessKey: Credentials!.SecretAccessKey!,
        sessionToken: Credentials!.SessionToken!,
        expiresAt: Credentials!.Expiration!,
      };
    },
    async stop() {
      for (const client of [owner, iam, sts]) client.destroy();
      await sandbox.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const policy = (statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
