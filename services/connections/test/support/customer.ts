import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  CreatePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCorsCommand,
  PutBucketCorsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Sandbox } from '@bucket-sync/aws-sandbox';

export const CUSTOMER = {
  accountId: '111122223333',
  alias: 'customer',
  accessKeyId: 'AKIACUSTOMER00000001',
  secretAccessKey: 'customer-secret-access-key',
};

/** The first bytes of a JPEG. The probes read only one byte. */
const FILE = Buffer.from('ffd8ffe000104a464946', 'hex');

/** The customer's administrator, who works in the AWS consoles. */
export function createCustomer(sandbox: Sandbox, account = CUSTOMER) {
  const { accessKeyId, secretAccessKey } = account;
  const options = { endpoint: sandbox.url, credentials: { accessKeyId, secretAccessKey } };
  const iam = new IAMClient({ ...options, region: 'us-east-1' });
  const s3 = (region: string) => new S3Client({ ...options, region, forcePathStyle: true });
  let count = 0;

  return {
    accountId: account.accountId,
    iam,

    async makeBucket(region = 'us-east-1', keys: readonly string[] = ['train/a.jpg']): Promise<string> {
      const name = `bucket-${account.alias}-${process.pid}-${++count}`;
      const LocationConstraint = Object.values(BucketLocationConstraint).find((known) => known === region);
      const where = LocationConstraint && { CreateBucketConfiguration: { LocationConstraint } };
      await s3(region).send(new CreateBucketCommand({ Bucket: name, ...where }));
      for (const key of keys) this.putFile(name, key);
      return name;
    },

    putFile(bucket: string, key: string, content: Buffer = FILE): void {
      const path = join(sandbox.bucketDir(bucket), key);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    },

    /** Uploads a file with the given content type. */
    async upload(bucket: string, key: string, contentType: string): Promise<void> {
      const file = { Bucket: bucket, Key: key, Body: FILE, ContentType: contentType };
      await s3('us-east-1').send(new PutObjectCommand(file));
    },

    async setCors(bucket: string, rulesText: string, region = 'us-east-1'): Promise<void> {
      const CORSConfiguration = { CORSRules: JSON.parse(rulesText) };
      await s3(region).send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration }));
    },

    /** A bucket policy that allows everything to a role of another account. */
    async letIn(bucket: string, roleArn: string): Promise<void> {
      const Resource = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
      await this.setBucketPolicy(bucket, { Effect: 'Allow', Principal: { AWS: roleArn }, Action: 's3:*', Resource });
    },

    /** A bucket policy with this one statement. */
    async setBucketPolicy(bucket: string, statement: object): Promise<void> {
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
      await s3('us-east-1').send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
    },

    /** Sets a managed policy of these statements as the role's permissions boundary. */
    async setBoundary(roleArn: string, statements: readonly object[]): Promise<void> {
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
      const name = `boundary-${++count}`;
      const { Policy: made } = await iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument }));
      const RoleName = roleArn.split('/').at(-1)!;
      await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: made!.Arn! }));
    },

    async deleteCors(bucket: string, region = 'us-east-1'): Promise<void> {
      await s3(region).send(new DeleteBucketCorsCommand({ Bucket: bucket }));
    },

    /** @returns the role's ARN */
    async makeRole(trustPolicy: string, permissionPolicy?: string): Promise<string> {
      const RoleName = `reader-${++count}`;
      const { Role: role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustPolicy }));
      if (permissionPolicy) await this.setPolicy(role!.Arn!, permissionPolicy);
      return role!.Arn!;
    },

    async setPolicy(roleArn: string, policy: string): Promise<void> {
      await this.addPolicy(roleArn, 'bucket-sync-read', policy);
    },

    async addPolicy(roleArn: string, PolicyName: string, PolicyDocument: string): Promise<void> {
      const RoleName = roleArn.split('/').at(-1)!;
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
    },

    async setTrust(roleArn: string, trustPolicy: string): Promise<void> {
      const RoleName = roleArn.split('/').at(-1)!;
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trustPolicy }));
    },
  };
}
