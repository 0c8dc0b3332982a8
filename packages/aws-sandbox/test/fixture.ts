import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { type BucketLocationConstraint, CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { onTestFinished } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../src/index.ts';

export const PLATFORM = {
  accountId: '277710232653',
  alias: 'platform',
  accessKeyId: 'AKIAPLATFORM00000000',
  secretAccessKey: 'platform-secret',
};

export const CUSTOMER = {
  accountId: '111122223333',
  alias: 'customer',
  accessKeyId: 'AKIACUSTOMER00000000',
  secretAccessKey: 'customer-secret',
};

/** An account that no policy trusts. */
export const STRANGER = {
  accountId: '999988887777',
  alias: 'stranger',
  accessKeyId: 'AKIASTRANGER00000000',
  secretAccessKey: 'stranger-secret',
};

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export const REGION = 'eu-central-1';

/** A sandbox that stops with the test. */
export async function aSandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const dataDir = options.dataDir ?? aFolder();
  const sandbox = await startSandbox({ accounts: [PLATFORM, CUSTOMER, STRANGER], ...options, dataDir });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aws-sandbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function s3(sandbox: Sandbox, credentials: Credentials = CUSTOMER, region = REGION): S3Client {
  const client = new S3Client({ ...common(sandbox, credentials, region), forcePathStyle: true });
  onTestFinished(() => client.destroy());
  return client;
}

export function sts(sandbox: Sandbox, credentials: Credentials = PLATFORM, region = REGION): STSClient {
  const client = new STSClient(common(sandbox, credentials, region));
  onTestFinished(() => client.destroy());
  return client;
}

export function iam(sandbox: Sandbox, credentials: Credentials = CUSTOMER): IAMClient {
  const client = new IAMClient(common(sandbox, credentials, 'us-east-1'));
  onTestFinished(() => client.destroy());
  return client;
}

function common(sandbox: Sandbox, { accessKeyId, secretAccessKey, sessionToken }: Credentials, region: string) {
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  return { endpoint: sandbox.url, region, credentials, maxAttempts: 1 };
}

export async function aBucket(sandbox: Sandbox, name = 'customer-photos', region = REGION): Promise<string> {
  const location =
    region === 'us-east-1'
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
  await s3(sandbox, CUSTOMER, region).send(new CreateBucketCommand({ Bucket: name, ...location }));
  return name;
}

export interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  [element: string]: unknown;
}

export function policy(...statements: Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

export function trust(principalArn: string, externalId?: string): string {
  const Condition = externalId === undefined ? {} : { Condition: { StringEquals: { 'sts:ExternalId': externalId } } };
  return policy({ Effect: 'Allow', Principal: { AWS: principalArn }, Action: 'sts:AssumeRole', ...Condition });
}

/** A role with one inline policy. */
export async function aRole(
  sandbox: Sandbox,
  role: { name: string; trust: string; allows: string; owner?: Credentials; maxSessionSeconds?: number },
): Promise<string> {
  const client = iam(sandbox, role.owner ?? CUSTOMER);
  const made = await client.send(
    new CreateRoleCommand({
      RoleName: role.name,
      AssumeRolePolicyDocument: role.trust,
      MaxSessionDuration: role.maxSessionSeconds,
    }),
  );
  await client.send(
    new PutRolePolicyCommand({ RoleName: role.name, PolicyName: 'inline', PolicyDocument: role.allows }),
  );
  return made.Role!.Arn!;
}

export async function assume(
  sandbox: Sandbox,
  as: Credentials,
  input: Partial<AssumeRoleCommandInput> & { RoleArn: string },
  region = REGION,
): Promise<Credentials> {
  const answer = await sts(sandbox, as, region).send(new AssumeRoleCommand({ RoleSessionName: 'session', ...input }));
  const { AccessKeyId, SecretAccessKey, SessionToken } = answer.Credentials!;
  return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
}

/** A complete connection: our principal, the customer's reader role, a bucket, and a session that reads it. */
export async function aConnection(sandbox: Sandbox, prefix = '') {
  const bucket = await aBucket(sandbox);
  const principalArn = await aRole(sandbox, {
    name: 'ext-connection',
    owner: PLATFORM,
    trust: trust(`arn:aws:iam::${PLATFORM.accountId}:root`),
    allows: policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }),
  });
  const readerArn = await aRole(sandbox, {
    name: 'reader',
    trust: trust(principalArn, 'external-id-1'),
    allows: readerPolicy(bucket, prefix),
  });
  const principal = await assume(sandbox, PLATFORM, { RoleArn: principalArn });
  const reader = await assume(sandbox, principal, { RoleArn: readerArn, ExternalId: 'external-id-1' });
  return { bucket, principalArn, readerArn, principal, reader };
}

export function readerPolicy(bucket: string, prefix: string): string {
  return policy(
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: `arn:aws:s3:::${bucket}`,
      Condition: { StringLike: { 's3:prefix': `${prefix}*` } },
    },
    {
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:GetObjectAttributes'],
      Resource: `arn:aws:s3:::${bucket}/${prefix}*`,
    },
  );
}

/** The error of an SDK call. `code` is the SDK's name of the error: AWS's code or the name of the model. */
export async function failure(call: Promise<unknown>): Promise<{ code: string; status: number; message: string }> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { code: name, status: $metadata?.httpStatusCode ?? 0, message };
  }
  throw new Error('the call succeeded, and should have failed');
}
