import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import type { CustomerClients, GraphqlClient } from '@bucket-sync/dev-stack/system';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aBucket, createConnection, grantRole, submitRole, type TestBucket } from './support/buckets.ts';
import { startSync, sync } from './support/syncs.ts';
import { aCustomer, anOrganization, stateFolder } from './support/system.ts';
import { messagesOn } from './support/topics.ts';

let customer: CustomerClients;
let client: GraphqlClient;
let bucket: TestBucket;
beforeAll(async () => {
  customer = aCustomer();
  ({ client } = await anOrganization());
  bucket = await aBucket(customer);
  bucket.fill(3);
});
afterAll(async () => {
  customer.close();
  await client.close();
});

const edited = (change: (statement: Record<string, unknown>) => void) => (text: string) => {
  const policy = JSON.parse(text);
  for (const statement of policy.Statement) change(statement);
  return JSON.stringify(policy);
};

test.each([
  [
    'another external id',
    'ROLE_NOT_ASSUMABLE',
    { trust: edited((statement) => (statement.Condition = { StringEquals: { 'sts:ExternalId': randomUUID() } })) },
  ],
  [
    'a role without the condition',
    'EXTERNAL_ID_NOT_REQUIRED',
    { trust: edited((statement) => delete statement.Condition) },
  ],
  [
    'a policy without s3:GetObject',
    'READ_DENIED',
    {
      permissions: edited((statement) => {
        statement.Action = [statement.Action].flat().filter((action) => action !== 's3:GetObject');
        if ((statement.Action as string[]).length === 0) statement.Action = 's3:GetObjectTagging';
      }),
    },
  ],
  ['no CORS rule', 'CORS_MISSING', { withoutCors: true as const }],
])('%s makes the connection unhealthy with %s', { timeout: 90_000 }, async (_what, cause, wrong) => {
  const fresh = await aBucket(customer);
  fresh.fill(2);
  const connection = await createConnection(client, fresh.name);
  const roleArn = await grantRole(customer, fresh.name, connection.setup, wrong);
  const health = await submitRole(client, connection.id, roleArn);
  expect(health).toMatchObject({ indicator: 'BROKEN_HEART', cause });
  expect(health.remedy).toMatch(/\w{20}|\w+ \w+/);
  const refused = await startSync(client, connection.id);
  expect(refused).toMatchObject({ code: 'CONNECTION_NOT_HEALTHY', field: 'connectionId' });
});

test('a bucket name with a typo makes the connection unhealthy with BUCKET_MISSING', { timeout: 90_000 }, async () => {
  const connection = await createConnection(client, `${bucket.name}-typo`);
  const roleArn = await grantRole(customer, bucket.name, connection.setup);
  expect(await submitRole(client, connection.id, roleArn)).toMatchObject({
    indicator: 'BROKEN_HEART',
    cause: 'BUCKET_MISSING',
  });
});

test('a text that is no role ARN is rejected with the reason, and nothing is stored', async () => {
  const connection = await createConnection(client, bucket.name);
  const { submitRoleArn } = await client.request<{ submitRoleArn: { code: string; field: string } }>(
    `mutation ($id: ID!) {
      submitRoleArn(id: $id, roleArn: "arn:aws:s3:::photos") { ... on Problem { code message field } }
    }`,
    { id: connection.id },
  );
  expect(submitRoleArn).toMatchObject({ code: 'INVALID_INPUT', field: 'roleArn' });
});

test('when a proven role opens to every caller, the next run stops and the health names the cause', async () => {
  const fresh = await aBucket(customer);
  fresh.fill(3);
  const connection = await createConnection(client, fresh.name);
  const roleArn = await grantRole(customer, fresh.name, connection.setup);
  expect((await submitRole(client, connection.id, roleArn)).indicator).toBe('GREEN_HEART');
  const open = edited((statement) => delete statement.Condition)(connection.setup.trustPolicy);
  const RoleName = roleArn.split('/').at(-1)!;
  await customer.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: open }));

  const run = await sync(client, connection.id);
  expect(run).toMatchObject({
    state: 'FAILED',
    failure: { code: 'EXTERNAL_ID_NOT_REQUIRED' },
    progress: { listed: 0 },
  });
  const { bucketConnection } = await client.request<{ bucketConnection: { externalId: string; health: object } }>(
    'query ($id: ID!) { bucketConnection(id: $id) { externalId health { indicator cause } } }',
    { id: connection.id },
  );
  expect(bucketConnection.health).toEqual({ indicator: 'BROKEN_HEART', cause: 'EXTERNAL_ID_NOT_REQUIRED' });
  // Any caller who knows the external ID could assume the role now. No topic and no log may contain the ID.
  const topics = ['sync.events.v1', 'sync.jobs.v1', 'connections.events.v1', 'assets.events.v1'];
  const published = await messagesOn(topics, (messages) =>
    messages.some(({ text }) => text.includes(run.failure!.message)),
  );
  expect(JSON.stringify(published)).not.toContain(bucketConnection.externalId);
  for (const service of ['connections', 'sync', 'assets', 'gateway']) {
    expect(readFileSync(join(stateFolder(), `${service}.log`), 'utf8')).not.toContain(bucketConnection.externalId);
  }
  expect(await startSync(client, connection.id)).toMatchObject({ code: 'CONNECTION_NOT_HEALTHY' });
});
