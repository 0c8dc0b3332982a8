import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type Sandbox, startSandbox } from '@bucket-sync/aws-sandbox';
import type { BucketSession } from '../../src/aws/index.ts';

export const ACCOUNT = {
  accountId: '481516234200',
  alias: 'customer',
  accessKeyId: 'AKIACUSTOMEROFTHETEST',
  secretAccessKey: 'the secret of a customer of this test, only',
};
const REGION = 'eu-central-1';

export interface Bucket {
  bucketName: string;
  /** The owner's own client. */
  owner: S3Client;
  put(key: string, body: string | Buffer, of?: { StorageClass?: 'GLACIER' }): Promise<void>;
  removeByOwner(key: string): Promise<void>;
  /** A session of a role that may list and read below `prefix`, and nothing else. */
  openSession(prefix: string): Promise<BucketSession>;
  close(): void;
}

export interface SandboxBucket extends Bucket {
  sandbox: Sandbox;
  stop(): Promise<void>;
}

/** A bucket of a customer's account in a sandbox of its own. */
export async function startSandboxBucket(bucketName: string): Promise<SandboxBucket> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bucket-sync-test-'));
  const sandbox = await startSandbox({ dataDir, accounts: [ACCOUNT] });
  const bucket = await createBucket(sandbox.url, bucketName);
  return {
    ...bucket,
    sandbox,
    async stop() {
      bucket.close();
      await sandbox.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Makes a bucket in the sandbox at `endpoint`, with nothing but the owner's own calls. */
export async function createBucket(endpoint: string, bucketName: string): Promise<Bucket> {
  const access = { endpoint, region: REGION, credentials: ACCOUNT };
  const owner = new S3Client({ ...access, forcePathStyle: true });
  const iam = new IAMClient(access);
  const sts = new STSClient(access);
  const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
  await owner.send(new CreateBucketCommand({ Bucket: bucketName, CreateBucketConfiguration }));
  let roles = 0;
  return {
    bucketName,
    owner,
    async put(key, body, of = {}) {
      await owner.send(new PutObjectCommand({ Bucket: bucketName, Key: key, Body: body, ...of }));
    },
    async removeByOwner(key) {
      await owner.send(new DeleteObjectCommand({ Bucket: bucketName, Key: key }));
    },
    async openSession(prefix) {
      roles += 1;
      const RoleName = `reader-${roles}`;
      const Principal = { AWS: `arn:aws:iam::${ACCOUNT.accountId}:root` };
      const trust = policy([{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }]);
      const role = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
      const Resource = `arn:aws:s3:::${bucketName}`;
      const Condition = { StringLike: { 's3:prefix': `${prefix}*` } };
      const mayRead = policy([
        { Effect: 'Allow', Action: 's3:ListBucket', Resource, Condition },
        { Effect: 'Allow', Action: 's3:GetObject', Resource: `${Resource}/${prefix}*` },
      ]);
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'read', PolicyDocument: mayRead }));
      const RoleArn = role.Role!.Arn!;
      const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));
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
    close() {
      for (const client of [owner, iam, sts]) client.destroy();
    },
  };
}

const policy = (statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
