import { text } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { violationsOf } from './support/axe.ts';
import { describeInBrowser, leave, visitAs } from './support/browser.ts';
import { sample } from './support/datasets.ts';

/** The page believes that each connection has so many skipped files. */
async function withSkippedFiles(page: Page, count: number): Promise<void> {
  await page.route('**/graphql', async (route) => {
    if (route.request().postDataJSON()?.operationName !== 'SkippedOverview') return route.continue();
    const response = await route.fetch();
    const { data } = await response.json();
    for (const connection of data.dataset.bucketConnections) connection.skippedCount = count;
    return route.fulfill({ response, json: { data } });
  });
}

const downloadOf = async (page: Page) => {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Repair script for this reason' }).click();
  return text(await (await download).createReadStream());
};

/** A line of the script that fixes a file. */
const FIXED_FILE = /^[a-z_]+ .*\.(mp4|mov|m4v)/m;

describeInBrowser('the repair script', () => {
  test('is offered for a reason that a command fixes, and for no other', async () => {
    const { datasetId } = await sample();
    const { page, context } = await visitAs('acme editor', `/datasets/${datasetId}/skipped?reason=PIXEL_FORMAT`);
    expect(await downloadOf(page)).toMatch(FIXED_FILE);
    expect(await page.getByRole('textbox', { name: /after this key/ }).count()).toBe(0);
    await page.getByRole('button', { name: /^Neither image nor video/ }).click();
    await page.getByText('There is nothing to fix').waitFor();
    expect(await page.getByRole('button', { name: /Repair script/ }).count()).toBe(0);
    await leave(context);
  });

  test('continues after a key when a connection has more files than one script holds', async () => {
    const { datasetId } = await sample();
    const { page, context } = await visitAs('acme editor');
    await withSkippedFiles(page, 50_001);
    await page.goto(new URL(`/datasets/${datasetId}/skipped?reason=PIXEL_FORMAT`, page.url()).href);
    const whole = await downloadOf(page);
    await page.getByRole('textbox', { name: /after this key/ }).fill('zzz');
    expect(await violationsOf(page)).toEqual([]);
    // No file has a key after this one.
    const rest = await downloadOf(page);
    expect(whole).toMatch(FIXED_FILE);
    expect(rest).not.toMatch(FIXED_FILE);
    await leave(context);
  });

  test('comes with a sync of the fixed files, which a connection that cannot be synced does not prevent', async () => {
    const { datasetId } = await sample();
    const { page, context } = await visitAs('acme editor');
    await page.route('**/graphql', async (route) => {
      const { operationName } = route.request().postDataJSON() ?? {};
      if (operationName === 'StartSync') {
        const startSync = { __typename: 'Problem', code: 'SYNC_RUNNING', message: 'A sync already runs.', field: null };
        return route.fulfill({ json: { data: { startSync } } });
      }
      if (operationName !== 'SkippedOverview') return route.continue();
      const response = await route.fetch();
      const { data } = await response.json();
      const [connection] = data.dataset.bucketConnections;
      const health = { ...connection.health, indicator: 'BROKEN_HEART', cause: 'LIST_DENIED' };
      const broken = { ...connection, id: '0198f0a0-0000-7000-8000-000000000000', name: 'north gate', health };
      data.dataset.bucketConnections.unshift(broken);
      return route.fulfill({ response, json: { data } });
    });
    await page.goto(new URL(`/datasets/${datasetId}/skipped?reason=PIXEL_FORMAT`, page.url()).href);
    await page.getByRole('button', { name: 'Sync only these again' }).click();
    await page.getByRole('alert').filter({ hasText: 'north gate is not synced' }).getByText('not healthy').waitFor();
    await page.getByRole('alert').filter({ hasText: 'A sync already runs.' }).getByText('Field cameras').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await leave(context);
  });
});
