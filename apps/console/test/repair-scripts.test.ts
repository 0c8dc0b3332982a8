import { text } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { violationsOf } from './support/axe.ts';
import { describeInBrowser, visitAs } from './support/browser.ts';
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
    await context.close();
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
    await context.close();
  });
});
