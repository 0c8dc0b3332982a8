import { expect, test } from 'vitest';
import { aBucket, createConnection } from '../../../test/support/buckets.ts';
import { aCustomer, clientOf } from '../../../test/support/system.ts';
import { violationsOf } from './support/axe.ts';
import { describeInBrowser, leave, visitAs } from './support/browser.ts';

const REMOVE = 'mutation ($id: ID!) { removeBucketConnection(id: $id) { __typename } }';

async function aConnection() {
  const [customer, client] = [aCustomer(), await clientOf('acme')];
  const bucket = await aBucket(customer);
  return { client, connection: await createConnection(client, bucket.name) };
}

describeInBrowser('a connection that is removed', () => {
  test('by another person is gone from its page, although the page has shown it before', async () => {
    const { client, connection } = await aConnection();
    const { page, context } = await visitAs('acme editor', `/connections/${connection.id}`);
    await page.getByRole('heading', { name: 'test', exact: true }).waitFor();
    await client.request(REMOVE, { id: connection.id });
    await page.getByRole('link', { name: 'Datasets', exact: true }).click();
    await page.getByRole('heading', { name: 'Datasets' }).waitFor();
    await page.goBack();
    await page.getByText('There is no such connection').waitFor();
    await leave(context);
  });

  test('on its page: what is left in AWS stays in sight, also when the page is read again', async () => {
    const { connection } = await aConnection();
    const { page, context } = await visitAs('acme editor', `/connections/${connection.id}?tab=remove`);
    await page.getByRole('button', { name: 'Remove the connection …' }).click();
    await page.getByRole('textbox', { name: 'Name of the connection' }).fill('test');
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('The connection is removed').waitFor();
    await page.getByRole('link', { name: 'To the dataset' }).and(page.locator(':focus')).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    // After an outage everything on the screen is read again.
    const read = page.waitForResponse((response) => response.request().postDataJSON()?.operationName === 'Connection');
    await context.setOffline(true);
    await context.setOffline(false);
    expect(await (await read).json()).toEqual({ data: { bucketConnection: null } });
    await page.getByText('The connection was removed, and its principal').waitFor();
    expect(await page.getByText('There is no such connection').count()).toBe(0);
    await page.getByRole('link', { name: 'To the dataset' }).click();
    await page.waitForURL(`**/datasets/${connection.datasetId}`);
    await leave(context);
  });
});
