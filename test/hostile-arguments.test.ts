import type { CustomerClients, GraphqlClient } from '@bucket-sync/dev-stack/system';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aBucket, type Connection, connect } from './support/buckets.ts';
import { sync } from './support/syncs.ts';
import { aCustomer, anOrganization } from './support/system.ts';

let customer: CustomerClients;
let client: GraphqlClient;
let connection: Connection;
let runId: string;

beforeAll(async () => {
  customer = aCustomer();
  ({ client } = await anOrganization());
  const bucket = await aBucket(customer);
  bucket.fill(3);
  connection = await connect(client, customer, bucket.name);
  runId = (await sync(client, connection.id)).id;
});
afterAll(async () => {
  customer.close();
  await client.close();
});

test('an explicit null means the same as no argument, in every list and export', async () => {
  const listsWith = (first: string, more: string, of: string) => `query ($dataset: ID!, $connection: ID!, $run: ID!) {
    datasets(${first}) { id }
    bucketConnections(${first}) { id }
    dataset(id: $dataset) {
      assets(${first} ${more}) { totalCount edges { cursor } }
      skippedFiles(${first}) { totalCount }
      bucketConnections(${first}) { id }
      export(${of}) { filename }
    }
    bucketConnection(id: $connection) { syncRuns(${first}) { id } healthHistory(${first}) { indicator } }
    syncRun(id: $run) { skippedFiles(${first}) { totalCount } }
  }`;
  const ids = { dataset: connection.datasetId, connection: connection.id, run: runId };
  const nulls = listsWith('first: null', 'after: null skip: null orderBy: null', 'content: null format: null');
  const absent = listsWith('', '', '').replaceAll('()', '').replaceAll('( )', '');
  expect(await client.request(nulls, ids)).toEqual(await client.request(absent, ids));
});

const ANSWER = '... on Problem { code field }';
const BY_ID = [
  ['id', `deleteDataset(id: $id) { ${ANSWER} }`],
  ['id', `updateBucketConnection(id: $id, input: { name: "a" }) { ${ANSWER} }`],
  ['id', `submitRoleArn(id: $id, roleArn: "arn:aws:iam::481516234200:role/any") { ${ANSWER} }`],
  ['id', `checkBucketConnection(id: $id) { ${ANSWER} }`],
  ['id', `removeBucketConnection(id: $id) { ${ANSWER} }`],
  ['datasetId', `deleteAssets(datasetId: $id, filter: {}, expectedCount: 0) { ${ANSWER} }`],
  [
    'datasetId',
    `createBucketConnection(input: { datasetId: $id, name: "a", bucketName: "bucket", region: "eu-west-1" }) {
      ${ANSWER} }`,
  ],
  ['connectionId', `startSync(connectionId: $id) { ${ANSWER} }`],
  ['connectionId', `setSyncSchedule(connectionId: $id, schedule: { interval: HOURLY }) { ${ANSWER} }`],
  ['assetId', `reportBrokenLink(assetId: $id) { ${ANSWER} }`],
  ['runId', `cancelSync(runId: $id) { ${ANSWER} }`],
  ['runId', `decideRemovals(runId: $id, decision: REMOVE) { ${ANSWER} }`],
];

test.each(BY_ID)('any text as an id is NOT_FOUND at the field %s: %s', async (field, mutation) => {
  for (const id of [
    '',
    '1',
    'null',
    '%',
    '__proto__',
    '{019ab000-0000-7000-8000-000000000000}',
    '\u202e',
    'é'.repeat(300),
  ]) {
    const { answer } = await client.request<{ answer: unknown }>(`mutation ($id: ID!) { answer: ${mutation} }`, { id });
    expect(answer).toEqual({ code: 'NOT_FOUND', field });
  }
});
