import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { aBucket, createConnection, grantRole, submitRole } from '../../../../test/support/buckets.ts';
import { aCustomer, clientOf } from '../../../../test/support/system.ts';

/** The dataset that `npm start` fills, and its connection. */
export async function sample(): Promise<{ datasetId: string; connectionId: string }> {
  const client = await clientOf('acme');
  const { bucketConnections } = await client.request<{
    bucketConnections: { id: string; name: string; datasetId: string }[];
  }>('{ bucketConnections { id name datasetId } }');
  const found = bucketConnections.find(({ name }) => name.includes('sample'));
  if (!found) throw new Error('npm start connected no sample bucket');
  return { datasetId: found.datasetId, connectionId: found.id };
}

/** An unhealthy connection of acme: its bucket has no CORS rule. */
export async function aBrokenConnection(): Promise<{ id: string }> {
  const [customer, client] = [aCustomer(), await clientOf('acme')];
  const bucket = await aBucket(customer);
  bucket.fill(2);
  const connection = await createConnection(client, bucket.name);
  const roleArn = await grantRole(customer, bucket.name, connection.setup, { withoutCors: true });
  await submitRole(client, connection.id, roleArn);
  return connection;
}

export async function anEmptyDataset(): Promise<{ id: string }> {
  const client = await clientOf('acme');
  const { createDataset } = await client.request<{ createDataset: { id: string } }>(
    `mutation ($name: String!) { createDataset(name: $name) { ... on Dataset { id } } }`,
    { name: `empty ${randomUUID()}` },
  );
  return createDataset;
}

/** Makes a dataset on the page, and opens the first step of the wizard for it. */
export async function openNewDataset(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'New dataset' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('link', { name: 'Connect a bucket' }).first().click();
}
