import { eventually } from '@bucket-sync/shared/testing';
import { expect, test } from 'vitest';
import { accountOf } from '../../../test/support/account.ts';
import { aBucket, connect, photoKey } from '../../../test/support/buckets.ts';
import { decideRemovals, settled, startSync, sync } from '../../../test/support/syncs.ts';
import { aCustomer, clientOf } from '../../../test/support/system.ts';
import { describeInBrowser, leave, visitAs } from './support/browser.ts';

async function aConnectedBucket(files: number) {
  const [customer, client] = [aCustomer(), await clientOf('acme')];
  const bucket = await aBucket(customer);
  bucket.fill(files);
  const connection = await connect(client, customer, bucket.name);
  return { account: accountOf(customer), bucket, client, connection };
}

describeInBrowser('a sync', () => {
  test.concurrent('is seen from two tabs, continues when both are closed, and is shown in a new tab', async () => {
    const { client, connection } = await aConnectedBucket(400);
    const path = `/datasets/${connection.datasetId}`;
    const { page, context } = await visitAs('acme editor', path);
    const other = await context.newPage();
    await other.goto(page.url());
    await Promise.all([page, other].map((tab) => tab.getByText('0 assets').first().waitFor()));
    const { id } = await startSync(client, connection.id);
    await Promise.all([page, other].map((tab) => tab.getByText('400 assets').first().waitFor()));
    await leave(context);
    expect((await settled(client, id)).state).toBe('SUCCEEDED');
    const again = await visitAs('acme editor', path);
    await again.page.getByText('400 assets').first().waitFor();
    await leave(again.context);
  }, 120_000);

  test.concurrent('that would remove many assets asks first, names the files, and removes on request', async () => {
    const { bucket, client, connection } = await aConnectedBucket(30);
    await sync(client, connection.id);
    for (let n = 0; n < 20; n += 1) bucket.remove(photoKey(n));
    const { page, context } = await visitAs('acme editor', `/connections/${connection.id}`);
    const { id } = await startSync(client, connection.id);
    await page.getByText('20 files are no longer in the bucket').waitFor();
    await page.getByText(photoKey(0)).waitFor();
    await page.getByRole('button', { name: 'Remove 20 assets' }).click();
    await eventually(async () => expect((await settled(client, id)).progress.removed).toBe(20));
    await page.getByText('10 assets in').waitFor();
    await leave(context);
  }, 120_000);

  test.concurrent('asks also when an answer of before the hold arrives after it', async () => {
    const { bucket, client, connection } = await aConnectedBucket(30);
    await sync(client, connection.id);
    for (let n = 0; n < 20; n += 1) bucket.remove(photoKey(n));
    const { page, context } = await visitAs('acme editor', `/connections/${connection.id}`);
    await page.getByText('30 assets in').waitFor();
    let startedId = '';
    await page.route('**/graphql', async (route) => {
      const response = await route.fetch();
      const answer = await response.text();
      if (/"(QUEUED|RUNNING)"/.test(answer)) await eventually(() => settled(client, startedId));
      await route.fulfill({ response, body: answer });
    });
    startedId = (await startSync(client, connection.id)).id;
    await page.getByText('20 files are no longer in the bucket').waitFor();
    await decideRemovals(client, startedId, 'KEEP');
    await page.getByRole('button', { name: 'Sync …' }).waitFor();
    await leave(context);
  }, 120_000);

  test.concurrent('a viewer sees the held run and the connection, and can change neither', async () => {
    const { bucket, client, connection } = await aConnectedBucket(30);
    await sync(client, connection.id);
    for (let n = 0; n < 20; n += 1) bucket.remove(photoKey(n));
    const held = await sync(client, connection.id);
    const { page, context } = await visitAs('acme viewer', `/connections/${connection.id}`);
    await page.getByText('An editor of your organization answers this.').waitFor();
    expect(await page.getByRole('button', { name: /Remove|Keep|Sync|Check/ }).count()).toBe(0);
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByText('It syncs only when started.').waitFor();
    expect(await page.getByRole('button', { name: /Save/ }).count()).toBe(0);
    await decideRemovals(client, held.id, 'KEEP');
    await leave(context);
  }, 120_000);

  test.concurrent('that fails says why, on the page of its connection and in the dropdown', async () => {
    const { account, client, connection } = await aConnectedBucket(2);
    const { page, context } = await visitAs('acme editor', `/connections/${connection.id}`);
    await page.getByText('Ready for its first sync').waitFor();
    await account.setPolicy(
      connection.roleArn,
      connection.setup.iamPolicy.replace('"s3:ListBucket"', '"s3:GetBucketAcl"'),
    );
    const { id } = await startSync(client, connection.id);
    const { failure } = await settled(client, id);
    await page.getByText('The last sync failed').waitFor();
    await page.getByRole('alert').getByText(failure!.message).waitFor();
    await page.getByRole('link', { name: /^dataset / }).click();
    await page.getByRole('button', { name: /^Broken test-/ }).click();
    await page.getByText(`Last sync: ${failure!.message}`).waitFor();
    await leave(context);
  }, 120_000);

  test.concurrent('another organization finds neither the dataset nor the connection at their addresses', async () => {
    const { connection } = await aConnectedBucket(1);
    const { page, context } = await visitAs('globex editor', `/connections/${connection.id}`);
    await page.getByText('There is no such connection').waitFor();
    await page.goto(new URL(`/datasets/${connection.datasetId}`, page.url()).href);
    await page.getByText('There is no such dataset').waitFor();
    await leave(context);
  });
});
