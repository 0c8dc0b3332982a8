import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aBucket, connect } from '../../../test/support/buckets.ts';
import { stored } from '../../../test/support/syncs.ts';
import { aCustomer, clientOf, setOrganization } from '../../../test/support/system.ts';
import { describeInBrowser, follow, leave, visitAs } from './support/browser.ts';
import { openNewDataset } from './support/datasets.ts';

const FILES = 40;
const ROWS = 25;

const cellsOf = (page: Page) => page.getByRole('row').nth(1).getByRole('cell').allTextContents();

describeInBrowser('the free plan', () => {
  test('is named with its limit before the form is filled', async () => {
    const { page, context } = await visitAs('hobby editor');
    await openNewDataset(page, 'free');
    await page.getByText('Connecting a bucket needs the paid plan').waitFor();
    expect(await page.getByRole('textbox', { name: 'Bucket' }).isDisabled()).toBe(true);
    await leave(context);
  });
});

describeInBrowser('data rows that run out during a sync', () => {
  beforeAll(() => setOrganization('hobby', 'PAID', ROWS));
  afterAll(() => setOrganization('hobby', 'FREE', ROWS));

  test('are announced by the preview, counted by the run, explained per file, and shown by Billing', async () => {
    const [customer, client] = [aCustomer(), await clientOf('hobby')];
    const bucket = await aBucket(customer);
    bucket.fill(FILES);
    const { id, datasetId } = await connect(client, customer, bucket.name);
    const { page, context } = await visitAs('hobby editor', `/datasets/${datasetId}`);

    await page.getByRole('button', { name: 'Preview Files to Sync' }).click();
    await page.getByText('Not enough data rows for all of it').waitFor();
    await page.getByText(`A sync now needs up to ${FILES} data rows; you have ${ROWS} left this month.`).waitFor();
    await page.getByRole('button', { name: 'Sync Now' }).click();
    await page.getByRole('button', { name: 'I Understand' }).click();
    await page.getByText(`${ROWS} assets`).first().waitFor();

    await follow(page, `/connections/${id}?tab=runs`);
    await page.getByText('Synced, with skipped files').waitFor();
    expect(await cellsOf(page)).toEqual(expect.arrayContaining([`${FILES}`, `${ROWS}`, `${FILES - ROWS}`]));

    await follow(page, `/datasets/${datasetId}/skipped?reason=QUOTA_EXCEEDED`);
    await page.getByRole('button', { name: `No data row left ${FILES - ROWS}` }).waitFor();
    await page.getByText('The file fits. It is added once there are data rows again.').waitFor();
    await page
      .getByRole('article')
      .nth(FILES - ROWS - 1)
      .waitFor();
    expect(await page.getByRole('article').count()).toBe(FILES - ROWS);
    await page.getByRole('link', { name: 'See your data rows' }).click();

    await page.getByText('All data rows of the month are used').waitFor();
    await page.getByText(/New files are skipped until \w+ 1, \d{4}/).waitFor();
    await page.getByText('100 % of the month').waitFor();
    expect(await stored(client, datasetId)).toEqual({ assets: ROWS, skipped: FILES - ROWS, rowsUsed: ROWS });

    setOrganization('hobby', 'PAID', 2 * FILES);
    await follow(page, `/datasets/${datasetId}/skipped?reason=QUOTA_EXCEEDED`);
    await page.getByRole('button', { name: 'Sync only these again' }).click();
    await page.getByRole('button', { name: 'I Understand' }).click();
    await page.getByText('No file is skipped').waitFor();
    await page.getByText(`${FILES} assets`).waitFor();
    await client.close();
    await leave(context);
  }, 120_000);
});
