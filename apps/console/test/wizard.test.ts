import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { aBucket, grantRole, type Setup } from '../../../test/support/buckets.ts';
import { aCustomer } from '../../../test/support/system.ts';
import { describeInBrowser, leave, visitAs } from './support/browser.ts';
import { openNewDataset } from './support/datasets.ts';

const REGION = 'eu-central-1';

/** The texts of the wizard that the person copies. */
async function copied(page: Page): Promise<Setup> {
  const block = async (title: string) =>
    (await page.locator('figure', { hasText: title }).locator('pre').textContent()) ?? '';
  const [trustPolicy, iamPolicy] = [await block('Trust policy'), await block('Permission policy')];
  await page.getByRole('button', { name: /The role is there/ }).click();
  const corsConfiguration = await block('CORS rule');
  await page.getByRole('button', { name: /The rule is there/ }).click();
  return { trustPolicy, iamPolicy, corsConfiguration };
}

describeInBrowser('the wizard', () => {
  test.concurrent('by mouse: from nothing to a synced bucket whose pictures are shown', async () => {
    const customer = aCustomer();
    const bucket = await aBucket(customer);
    bucket.fill(12);
    const { page, context, errors } = await visitAs('globex editor');
    await openNewDataset(page, 'cameras by mouse');
    await page.getByRole('textbox', { name: 'Name' }).fill('north gate');
    await page.getByRole('textbox', { name: 'Bucket' }).fill(bucket.name);
    await page.getByRole('combobox', { name: 'Region' }).fill(REGION);
    await page.getByRole('button', { name: 'Continue' }).click();
    const roleArn = await grantRole(customer, bucket.name, await copied(page));
    await page.getByRole('textbox', { name: 'Role ARN' }).fill(roleArn);
    await page.getByRole('button', { name: 'Check the connection' }).click();
    await page.getByText(/Green heart/).waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('12 files').first().waitFor();
    await page.getByRole('button', { name: 'Sync Now' }).click();
    await page.getByRole('button', { name: 'I Understand' }).click();
    await page.getByText('12 assets').first().waitFor();
    await page.locator('[role=gridcell] img').nth(11).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Preview and sync (done)' }).waitFor();
    expect(errors).toEqual([]);
    await leave(context);
  }, 120_000);

  test.concurrent('a wizard that was closed resumes at the same step', async () => {
    const { page, context } = await visitAs('globex editor');
    const bucket = await aBucket(aCustomer());
    await openNewDataset(page, 'left in the middle');
    await page.getByRole('textbox', { name: 'Name' }).fill('left');
    await page.getByRole('textbox', { name: 'Bucket' }).fill(bucket.name);
    await page.getByRole('combobox', { name: 'Region' }).fill(REGION);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Trust policy').first().waitFor();
    await page.goBack();
    await page.getByText('Step 1 of 5').waitFor();
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('left');
    await page.goForward();
    await page.getByText('Trust policy').first().waitFor();
    const id = /connections\/([^/]+)/.exec(page.url())![1];
    await page.goto(new URL(`/connections/${id}/setup`, page.url()).href);
    await page.getByRole('heading', { name: 'Create a role' }).waitFor();
    await leave(context);
  });
});
