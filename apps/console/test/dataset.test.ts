import { text } from 'node:stream/consumers';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { eventually } from '@bucket-sync/shared/testing';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { aBucket, connect, photoKey } from '../../../test/support/buckets.ts';
import { sync } from '../../../test/support/syncs.ts';
import { aCustomer, clientOf } from '../../../test/support/system.ts';
import { violationsOf } from './support/axe.ts';
import { describeInBrowser, leave, visitAs } from './support/browser.ts';
import { keepScreen } from './support/screens.ts';

const REMOVE = 'mutation ($id: ID!) { removeBucketConnection(id: $id) { __typename } }';
const DISCONNECTED = `query ($id: ID!) {
  dataset(id: $id) { assets(first: 1, filter: { isConnected: false }) { totalCount } }
}`;
type Disconnected = { dataset: { assets: { totalCount: number } } };
const CREATE = 'mutation ($name: String!) { createDataset(name: $name) { ... on Dataset { id } } }';

/** The button of this name, while it has the focus. */
const focused = (page: Page, name: string) => page.getByRole('button', { name }).and(page.locator(':focus'));

/** A dataset of six photos, the bytes of two of which are in the bucket twice. */
async function aDatasetWithCopies() {
  const [customer, client] = [aCustomer(), await clientOf('acme')];
  const bucket = await aBucket(customer);
  bucket.fill(6);
  for (const n of [1, 4]) {
    const Key = `copies/${n}.jpg`;
    await customer.s3.send(new PutObjectCommand({ Bucket: bucket.name, Key, Body: bucket.bytes(photoKey(n)) }));
  }
  const connection = await connect(client, customer, bucket.name);
  await sync(client, connection.id);
  return { client, connection, path: `/datasets/${connection.datasetId}` };
}

describeInBrowser('a dataset', () => {
  let dataset: Awaited<ReturnType<typeof aDatasetWithCopies>>;
  beforeAll(async () => {
    dataset = await aDatasetWithCopies();
  });

  test('shows only its duplicates, and the asset whose bytes each repeats', async () => {
    const { page, context } = await visitAs('acme editor', dataset.path);
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByRole('combobox', { name: 'Duplicates' }).selectOption('Only duplicates');
    await page.getByText('2 assets found').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(page.url()).toContain('duplicates=only');
    await page.reload();
    await page.getByText('2 assets found').waitFor();
    // The first asset of each content, by its id, is the original.
    await page.getByRole('gridcell').first().click();
    const original = page.getByRole('complementary', { name: 'Asset' }).getByRole('link', { name: /\.jpg$/ });
    const key = await original.textContent();
    await original.click();
    await page.getByRole('heading', { name: `${key}`.split('/').at(-1)! }).waitFor();
    await leave(context);
  });

  test('opens by the keyboard, also before an asset is read, and its panel follows and closes', async () => {
    const { page, context } = await visitAs('acme editor');
    const assetsMayArrive = Promise.withResolvers<void>();
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('AssetPage')) await assetsMayArrive.promise;
      await route.continue();
    });
    await page.goto(new URL(dataset.path, page.url()).href);
    await page.getByRole('grid').press('ArrowRight');
    await page.getByRole('grid').press('Enter');
    assetsMayArrive.resolve();
    await page.getByRole('heading', { name: '4.jpg' }).waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });

    // The open panel follows the arrow keys, and closing it returns the focus to the grid.
    await page.getByRole('grid').press('ArrowLeft');
    await page.getByRole('heading', { name: '1.jpg' }).waitFor();
    await page.getByRole('button', { name: 'Close the panel' }).press('Enter');
    await page.getByRole('complementary', { name: 'Asset' }).waitFor({ state: 'hidden' });
    expect(await page.getByRole('grid').and(page.locator(':focus')).count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '1.jpg' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('complementary', { name: 'Asset' }).waitFor({ state: 'hidden' });
    await leave(context);
  });

  test('loses exactly the assets that are selected, one by one or as a range', async () => {
    const { client, connection, path } = await aDatasetWithCopies();
    const { page, context } = await visitAs('acme editor', path);
    const tile = (n: number) => page.getByRole('gridcell').nth(n);
    await tile(7).locator('img').waitFor();
    await tile(7).click({ modifiers: ['Control'] });
    await page.getByText('1 asset selected').waitFor();
    // A filter ends the selection: nothing that it hides is deleted.
    await page.getByRole('textbox', { name: 'Search in paths' }).fill(photoKey(1));
    await page.getByText('1 asset found').waitFor();
    expect(await page.getByText('selected').count()).toBe(0);
    await page.getByRole('button', { name: 'Clear' }).click();

    await tile(7).locator('img').waitFor();
    await tile(5).click({ modifiers: ['Control'] });
    for (const n of [6, 7]) await tile(n).click();
    await page.getByText('3 assets selected').waitFor();
    await tile(6).click();
    await page.getByText('2 assets selected').waitFor();
    await tile(0).click();
    await tile(2).click({ modifiers: ['Shift'] });
    await page.getByText('5 assets selected').waitFor();
    await page.getByRole('button', { name: 'Delete …' }).click();
    await page.getByText('Nothing in the bucket is deleted').waitFor();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('3 assets', { exact: true }).waitFor();
    const titles = () => page.locator('[role=gridcell] [title]').evaluateAll((all) => all.map((each) => each.title));
    await eventually(async () => expect(await titles()).toEqual([1, 2, 4].map(photoKey)));

    // What a filter finds is counted again after a deletion, and after a sync, which brings the deleted files back.
    await page.getByRole('textbox', { name: 'Search in paths' }).fill('img-');
    await page.getByText('3 assets found').waitFor();
    await tile(1).click({ modifiers: ['Control'] });
    await page.getByRole('button', { name: 'Delete …' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('2 assets found').waitFor();
    expect(await page.getByRole('gridcell').count()).toBe(2);
    await sync(client, connection.id);
    await page.getByText('6 assets found').waitFor();
    await leave(context);
  });

  test('says why the service refuses a filter, and finds the assets once it does not', async () => {
    const { page, context } = await visitAs('acme editor');
    const refusal = { errors: [{ message: 'the dataset has 2,000,000 assets', extensions: { code: 'BAD_REQUEST' } }] };
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('AssetCount')) await route.fulfill({ json: refusal });
      else await route.continue();
    });
    await page.goto(new URL(`${dataset.path}?duplicates=only`, page.url()).href);
    await page.getByText('the dataset has 2,000,000 assets').waitFor();
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('2 assets found').waitFor();
    await leave(context);
  });

  test('is exported whole, as a download and by a link that needs no token', async () => {
    const { page, context } = await visitAs('acme viewer', `${dataset.path}?duplicates=only`);
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByText('All 8 assets in one file').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/\.csv$/);
    const csv = await text(await file.createReadStream());
    expect(csv.trim().split('\r\n')).toHaveLength(1 + 8);
    await page.getByRole('radio', { name: 'JSON Lines' }).check();
    await page.getByRole('button', { name: 'A link for a script' }).click();
    await page.getByText('The link needs no token.').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await keepScreen(page, 'export');
    const command = await page.locator('pre', { hasText: 'curl' }).textContent();
    const response = await fetch(/'(.+)'/.exec(`${command}`)![1]!);
    const lines = (await response.text()).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).object_key)).toContain('copies/1.jpg');
    expect(lines).toHaveLength(8);
    await page.keyboard.press('Escape');
    await focused(page, 'Export').waitFor();
    await leave(context);
  });

  test('has its list of skipped files exported too', async () => {
    const { client, connection } = dataset;
    const customer = aCustomer();
    const bucket = await aBucket(customer);
    bucket.copy('orientation-6.jpg', 'turned.jpg');
    const other = await connect(client, customer, bucket.name);
    await sync(client, other.id);
    expect(other.datasetId).not.toBe(connection.datasetId);
    const { page, context } = await visitAs('acme editor', `/datasets/${other.datasetId}/skipped`);
    // The bucket with its sync stays in sight on this tab.
    await page.getByRole('button', { name: bucket.name }).waitFor();
    await page.getByRole('button', { name: 'Export the list' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    expect(await text(await (await download).createReadStream())).toContain('turned.jpg');
    await leave(context);
  });

  test('is not deleted while a connection fills it, and is deleted once its name is typed', async () => {
    const { client, connection, path } = dataset;
    const { page, context } = await visitAs('acme editor', path);
    const ask = async () => {
      await page.getByRole('button', { name: 'More actions for the dataset' }).click();
      await page.getByRole('button', { name: 'Delete the dataset …' }).click();
    };
    await ask();
    await page.getByText('Remove its connections first').waitFor();
    expect(await page.getByRole('textbox', { name: 'Name of the dataset' }).count()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await focused(page, 'More actions for the dataset').waitFor();

    await client.request(REMOVE, { id: connection.id });
    // The assets service receives the removal by a message. A page that was read before it stays as it is.
    await eventually(async () => {
      const { dataset } = await client.request<Disconnected>(DISCONNECTED, { id: connection.datasetId });
      expect(dataset.assets.totalCount).toBe(8);
    });
    await page.goto(new URL(`${path}?status=disconnected`, page.url()).href);
    await page.getByText('8 assets found').waitFor();
    await page.getByRole('gridcell').first().click();
    await page.getByText('The connection of this asset was removed').waitFor();
    await page.goto(new URL(`${path}?status=connected`, page.url()).href);
    await page.getByText('Nothing matches').waitFor();

    const name = (await page.getByRole('heading', { level: 1 }).textContent())!;
    await ask();
    const button = page.getByRole('button', { name: 'Delete', exact: true });
    await page.getByRole('textbox', { name: 'Name of the dataset' }).fill(`${name} x`);
    expect(await button.isDisabled()).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'Name of the dataset' }).fill(name);
    await button.click();
    await page.getByRole('heading', { name: 'Datasets' }).waitFor();
    await page.getByText(name).waitFor({ state: 'detached' });
    await page.goto(new URL(path, page.url()).href);
    await page.getByText('There is no such dataset').waitFor();
    await leave(context);
  });

  test('with a right-to-left name is deleted by that name', async () => {
    const name = 'مجموعة بيانات الكاميرات';
    const { createDataset } = await dataset.client.request<{ createDataset: { id: string } }>(CREATE, { name });
    const { page, context } = await visitAs('acme editor', `/datasets/${createDataset.id}`);
    await page.getByRole('button', { name: 'More actions for the dataset' }).click();
    await page.getByRole('button', { name: 'Delete the dataset …' }).click();
    await page.getByRole('textbox', { name: 'Name of the dataset' }).fill(name);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Datasets' }).waitFor();
    await page.getByText(name).waitFor({ state: 'detached' });
    await leave(context);
  });

  test('offers a viewer exports, and no deletion', async () => {
    const { connection } = await aDatasetWithCopies();
    const { page, context } = await visitAs('acme viewer', `/datasets/${connection.datasetId}`);
    await page.getByRole('button', { name: 'Export' }).waitFor();
    expect(await page.getByRole('button', { name: 'More actions for the dataset' }).count()).toBe(0);
    await leave(context);
  });
});
