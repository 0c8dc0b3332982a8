import { expect, test } from 'vitest';
import { aBucket, connect, photoKey } from '../../../test/support/buckets.ts';
import { sync } from '../../../test/support/syncs.ts';
import { aCustomer, clientOf } from '../../../test/support/system.ts';
import { violationsOf } from './support/axe.ts';
import { describeInBrowser, leave, visitAs } from './support/browser.ts';

const EXCLUDE = `mutation ($id: ID!) {
  updateBucketConnection(id: $id, input: { excludePatterns: ["moved/*9.jpg"] }) { __typename }
}`;

describeInBrowser('syncs and their cost', () => {
  test('a moved folder is shown as renamed, and what a pattern excludes beside the number of files', async () => {
    const [customer, client] = [aCustomer(), await clientOf('acme')];
    const bucket = await aBucket(customer);
    bucket.fill(20);
    const connection = await connect(client, customer, bucket.name);
    await sync(client, connection.id);
    for (let n = 0; n < 20; n += 1) bucket.move(photoKey(n), `moved/${photoKey(n)}`);
    await sync(client, connection.id);
    await client.request(EXCLUDE, { id: connection.id });
    await sync(client, connection.id);
    const { page, context } = await visitAs('acme editor', `/connections/${connection.id}?tab=runs`);
    await page.getByRole('cell', { name: '20 20 renamed' }).waitFor();
    await page.getByRole('cell', { name: '18 2 excluded' }).waitFor();
    await page.getByRole('button', { name: 'Details of the sync' }).nth(1).click();
    await page.getByText('of the updated: the same file under a new key').waitFor();

    bucket.fill(3);
    await page.goto(new URL('/billing', page.url()).href);
    const forecast = page.getByRole('listitem').filter({ has: page.locator(`a[href$="${connection.id}"]`) });
    await forecast.getByRole('button', { name: 'Forecast the next sync' }).click();
    await forecast.getByText(/^A sync now needs up to 3 data rows; you have [\d,]+ left this month/).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await leave(context);
  }, 120_000);
});
