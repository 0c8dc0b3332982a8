import type { CustomerClients } from '@bucket-sync/dev-stack/system';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aBucket, type Connection, connect, createConnection, grantRole, submitRole } from './support/buckets.ts';
import { sync } from './support/syncs.ts';
import { aCustomer, anOrganization, clientOf, setOrganization } from './support/system.ts';

let customer: CustomerClients;
let own: Awaited<ReturnType<typeof anOrganization>>;
let other: Awaited<ReturnType<typeof anOrganization>>;
let connection: Connection;
let runId: string;

beforeAll(async () => {
  customer = aCustomer();
  [own, other] = await Promise.all([anOrganization(), anOrganization()]);
  const bucket = await aBucket(customer);
  bucket.fill(3);
  connection = await connect(own.client, customer, bucket.name);
  runId = (await sync(own.client, connection.id)).id;
});
afterAll(async () => {
  customer.close();
  await Promise.all([own.client.close(), other.client.close()]);
});

const UNKNOWN = '019ab000-0000-7000-8000-000000000000';

/** Every query that takes an id, called with `id`. */
async function answersTo(
  client: typeof own.client,
  ids: { connection: string; dataset: string; run: string; asset: string },
) {
  const query = `query ($connection: ID!, $dataset: ID!, $run: ID!, $asset: ID!) {
    bucketConnection(id: $connection) { id name externalId assetCount syncRuns { id } }
    bucketConnections(datasetId: $dataset) { id }
    dataset(id: $dataset) { id name assetCount bucketConnections { id } }
    asset(id: $asset) { id url { href } }
    syncRun(id: $run) { id state skippedFiles { totalCount } }
    previewSync(connectionId: $connection) { ... on Problem { code } ... on SyncPreview { objectCount } }
  }`;
  return client.request<Record<string, unknown>>(query, ids);
}

async function decisionsOn(client: typeof own.client, ids: { connection: string; run: string }) {
  const query = `mutation ($connection: ID!, $run: ID!) {
    startSync(connectionId: $connection) { ... on Problem { code } }
    cancelSync(runId: $run) { ... on Problem { code } }
    decideRemovals(runId: $run, decision: REMOVE) { ... on Problem { code } }
    checkBucketConnection(id: $connection) { ... on Problem { code } }
    submitRoleArn(id: $connection, roleArn: "arn:aws:iam::481516234200:role/any") { ... on Problem { code } }
    updateBucketConnection(id: $connection, input: { name: "mine" }) { ... on Problem { code } }
    removeBucketConnection(id: $connection) { ... on Problem { code } }
  }`;
  return client.request<Record<string, { code: string }>>(query, ids);
}

test("another organization's ids answer exactly as ids that never were", async () => {
  const { dataset } = await own.client.request<{ dataset: { assets: { edges: { node: { id: string } }[] } } }>(
    'query ($id: ID!) { dataset(id: $id) { assets { edges { node { id url { href } } } } } }',
    { id: connection.datasetId },
  );
  const asset = dataset.assets.edges[0]!.node.id;
  const ids = { connection: connection.id, dataset: connection.datasetId, run: runId, asset };
  const unknown = { connection: UNKNOWN, dataset: UNKNOWN, run: UNKNOWN, asset: UNKNOWN };
  expect(await answersTo(own.client, ids)).toMatchObject({
    bucketConnection: { id: connection.id },
    asset: { id: asset },
  });
  expect(await answersTo(other.client, ids)).toEqual(await answersTo(other.client, unknown));
  const decisions = await decisionsOn(other.client, ids);
  expect(decisions).toEqual(await decisionsOn(other.client, unknown));
  expect(new Set(Object.values(decisions).map(({ code }) => code))).toEqual(new Set(['NOT_FOUND']));
  expect(await answersTo(own.client, ids)).toMatchObject({ bucketConnection: { name: 'test' } });
});

test("another organization's run cannot be watched", async () => {
  const watch = async () => {
    const query = 'subscription ($runId: ID!) { syncProgress(runId: $runId) { id state } }';
    for await (const event of other.client.subscribe(query, { runId })) return event;
    return undefined;
  };
  await expect(watch()).rejects.toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
});

test("a tenant who enters another tenant's role gets nowhere", { timeout: 90_000 }, async () => {
  const bucket = await aBucket(customer);
  const theirs = await createConnection(own.client, bucket.name);
  const roleArn = await grantRole(customer, bucket.name, theirs.setup);
  const thief = await createConnection(other.client, bucket.name);
  expect(await submitRole(other.client, thief.id, roleArn)).toMatchObject({
    indicator: 'BROKEN_HEART',
    cause: 'ROLE_NOT_ASSUMABLE',
  });
});

test('a viewer can read, and can change nothing', async () => {
  const viewer = await clientOf(own.name, 'VIEWER');
  const { bucketConnection } = await viewer.request<{ bucketConnection: { id: string } }>(
    'query ($id: ID!) { bucketConnection(id: $id) { id } }',
    { id: connection.id },
  );
  expect(bucketConnection.id).toBe(connection.id);
  await expect(decisionsOn(viewer, { connection: connection.id, run: runId })).rejects.toThrow(/VIEWER/);
  await viewer.close();
});

test('a free plan cannot connect a bucket', async () => {
  setOrganization('free-of-charge', 'FREE', 100);
  const free = await clientOf('free-of-charge');
  const { createDataset } = await free.request<{ createDataset: { id: string } }>(
    'mutation { createDataset(name: "photos") { ... on Dataset { id } } }',
  );
  const { createBucketConnection } = await free.request<{ createBucketConnection: { code: string } }>(
    `mutation ($datasetId: ID!) {
      createBucketConnection(input: { datasetId: $datasetId, name: "x", bucketName: "photos", region: "eu-west-1" }) {
        ... on Problem { code }
      }
    }`,
    { datasetId: createDataset.id },
  );
  expect(createBucketConnection.code).toBe('PLAN_REQUIRED');
  await free.close();
});

test('a request without a token, or with a foreign token, is refused', async () => {
  const { endpoints } = await import('./support/system.ts');
  for (const authorization of [undefined, 'Bearer x', 'Bearer eyJhbGciOiJub25lIn0.eyJvcmciOiJhY21lIn0.']) {
    const response = await fetch(endpoints().gatewayUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      body: '{"query":"{ datasets { id } }"}',
    });
    expect(response.status).toBe(401);
  }
});
