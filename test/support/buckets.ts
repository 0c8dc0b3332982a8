import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutBucketCorsCommand, type BucketLocationConstraint as Region } from '@aws-sdk/client-s3';
import { BUCKET_REGION, type CustomerClients, distinct, type GraphqlClient } from '@bucket-sync/dev-stack/system';
import { stateFolder } from './system.ts';

const MEDIA = join(import.meta.dirname, '../../packages/dev-stack/sample/media');

export interface TestBucket {
  name: string;
  /** Copies a file of the sample media into the bucket. Each copy has bytes of its own. */
  copy(media: string, key: string): void;
  /** Copies `count` photos to img-00000.jpg and on. */
  fill(count: number): void;
  remove(key: string): void;
  /** Moves a file without a change to its bytes. */
  move(from: string, to: string): void;
  bytes(key: string): Buffer;
}

/** Makes a bucket in the customer's account. Its files are written to the folder of the sandbox's objects. */
export async function aBucket(customer: CustomerClients, region: Region = BUCKET_REGION): Promise<TestBucket> {
  const name = `test-${randomUUID().slice(0, 13)}`;
  const CreateBucketConfiguration = { LocationConstraint: region };
  await customer.s3.send(new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration }));
  const folder = join(stateFolder(), 'aws/buckets', name, 'objects');
  const copy = (media: string, key: string) => {
    const path = join(folder, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, distinct(readFileSync(join(MEDIA, media)), media, key));
  };
  return {
    name,
    copy,
    fill(count) {
      for (let n = 0; n < count; n += 1) copy('photo-1.jpg', photoKey(n));
    },
    remove: (key) => rmSync(join(folder, key)),
    move(from, to) {
      mkdirSync(dirname(join(folder, to)), { recursive: true });
      renameSync(join(folder, from), join(folder, to));
    },
    bytes: (key) => readFileSync(join(folder, key)),
  };
}

export const photoKey = (n: number) => `img-${String(n).padStart(5, '0')}.jpg`;

export interface Setup {
  iamPolicy: string;
  trustPolicy: string;
  corsConfiguration: string;
}

export interface Connection {
  id: string;
  datasetId: string;
  setup: Setup;
}

const PROBLEM = '... on Problem { __typename code message field }';

/** Wizard steps 1 to 3: a dataset, and a connection that has no role yet. */
export async function createConnection(
  client: GraphqlClient,
  bucketName: string,
  prefix = '',
  region: Region = BUCKET_REGION,
): Promise<Connection> {
  const { createDataset } = await client.request<{ createDataset: { id: string } }>(
    `mutation ($name: String!) { createDataset(name: $name) { ... on Dataset { id } ${PROBLEM} } }`,
    { name: `dataset ${randomUUID()}` },
  );
  const datasetId = createDataset.id;
  const { createBucketConnection } = await client.request<{ createBucketConnection: Connection }>(
    `mutation ($input: CreateBucketConnectionInput!) {
      createBucketConnection(input: $input) {
        ... on BucketConnection { id setup { iamPolicy trustPolicy corsConfiguration } } ${PROBLEM}
      }
    }`,
    { input: { datasetId, name: 'test', bucketName, prefix, region } },
  );
  return { ...createBucketConnection, datasetId };
}

/** Makes the role in AWS as the customer does; `wrong` adds a common mistake. @returns the role's ARN */
export async function grantRole(
  customer: CustomerClients,
  bucketName: string,
  setup: Setup,
  wrong: { trust?: (policy: string) => string; permissions?: (policy: string) => string; withoutCors?: true } = {},
): Promise<string> {
  const RoleName = `reader-${randomUUID()}`;
  const trust = wrong.trust?.(setup.trustPolicy) ?? setup.trustPolicy;
  const permissions = wrong.permissions?.(setup.iamPolicy) ?? setup.iamPolicy;
  const role = await customer.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  await customer.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'read', PolicyDocument: permissions }));
  if (!wrong.withoutCors) {
    const rules = JSON.parse(setup.corsConfiguration);
    const CORSRules = Array.isArray(rules) ? rules : rules.CORSRules;
    await customer.s3.send(new PutBucketCorsCommand({ Bucket: bucketName, CORSConfiguration: { CORSRules } }));
  }
  return role.Role!.Arn!;
}

export interface Health {
  indicator: string;
  cause: string | null;
  remedy: string | null;
  probes: { name: string; verdict: string; evidence: string | null }[];
}

/** Wizard step 4. */
export async function submitRole(client: GraphqlClient, id: string, roleArn: string): Promise<Health> {
  const { submitRoleArn } = await client.request<{ submitRoleArn: { health: Health } }>(
    `mutation ($id: ID!, $roleArn: String!) {
      submitRoleArn(id: $id, roleArn: $roleArn) {
        ... on BucketConnection { health { indicator cause remedy probes { name verdict evidence } } } ${PROBLEM}
      }
    }`,
    { id, roleArn },
  );
  return submitRoleArn.health;
}

/** All steps of the wizard, without a mistake. */
export async function connect(
  client: GraphqlClient,
  customer: CustomerClients,
  bucketName: string,
  region?: Region,
): Promise<Connection & { roleArn: string }> {
  const connection = await createConnection(client, bucketName, '', region);
  const roleArn = await grantRole(customer, bucketName, connection.setup);
  const health = await submitRole(client, connection.id, roleArn);
  if (health.indicator !== 'GREEN_HEART')
    throw new Error(`the connection is unhealthy: ${JSON.stringify(health, null, 1)}`);
  return { ...connection, roleArn };
}
