import { eventually } from '@bucket-sync/shared/testing';
import { expect, test } from 'vitest';
import { aBucket, connect, photoKey } from '../../../test/support/buckets.ts';
import { settled, sync } from '../../../test/support/syncs.ts';
import { aCustomer, clientOf } from '../../../test/support/system.ts';
import { violationsOf } from './support/axe.ts';
import { describeInBrowser, leave, visitAs } from './support/browser.ts';
import { keepScreen } from './support/screens.ts';

describeInBrowser('a held run', () => {
  test('shows the pictures of files that no longer fit, and the last facts of those that are gone', async () => {
    const [customer, client] = [aCustomer(), await clientOf('acme')];
    const bucket = await aBucket(customer);
    bucket.fill(40);
    const connection = await connect(client, customer, bucket.name);
    await sync(client, connection.id);
    for (let n = 0; n < 20; n += 1) bucket.remove(photoKey(n));
    for (let n = 20; n < 23; n += 1) bucket.copy('orientation-6.jpg', photoKey(n));
    const held = await sync(client, connection.id);
    expect(held.state).toBe('HELD');

    const { page, context, errors } = await visitAs('acme editor', '/connections');
    const row = page.getByRole('article').filter({ has: page.locator(`a[href="/connections/${connection.id}"]`) });
    await row.getByText('Waiting for your answer').waitFor();
    await row.getByRole('link', { name: 'See the question' }).click();
    await page.getByText('20 files are no longer in the bucket, 3 files no longer fit').waitFor();
    const group = (title: string) =>
      page.locator('section', { has: page.getByRole('heading', { name: title }) }).last();
    const unfit = group('In the bucket, but they no longer fit (3)');
    await unfit.locator('img').nth(2).waitFor();
    await unfit.getByText(photoKey(22)).waitFor();
    const gone = group('No longer in the bucket (20)');
    await gone.getByText('320 × 240').first().waitFor();
    expect(await gone.locator('img').count()).toBe(0);
    await gone.getByText('and 14 others').waitFor();
    await gone.getByRole('button', { name: 'Show 20' }).click();
    await gone.getByText(photoKey(19)).waitFor();

    expect(await violationsOf(page)).toEqual([]);

    await keepScreen(page, 'held-run');
    await page.getByRole('button', { name: 'Remove 23 assets' }).click();
    await eventually(async () => {
      expect((await settled(client, held.id)).progress).toMatchObject({ removed: 20, withdrawn: 3 });
    });
    await page.getByText('17 assets in').waitFor();
    await page.getByRole('tab', { name: 'Syncs' }).click();
    await page.getByText('3 withdrawn').waitFor();
    await page.getByRole('button', { name: 'Details of the sync' }).first().click();
    await page.getByText('they were assets, and their files no longer fit').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'Turned by an EXIF tag' }).click();
    await page.getByRole('heading', { name: photoKey(20) }).waitFor();
    expect(errors).toEqual([]);
    await leave(context);
  }, 120_000);
});
