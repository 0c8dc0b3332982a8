import { eventually } from '@bucket-sync/shared/testing';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accountOf } from '../../../test/support/account.ts';
import { aBucket, connect, photoKey } from '../../../test/support/buckets.ts';
import { fail } from '../../../test/support/faults.ts';
import { sync } from '../../../test/support/syncs.ts';
import { aCustomer, clientOf } from '../../../test/support/system.ts';
import { consoleUrl, describeInBrowser, leave, visitAs } from './support/browser.ts';

const FILES = 4;

async function aSyncedBucket(files = FILES) {
  const [customer, client] = [aCustomer(), await clientOf('acme')];
  const bucket = await aBucket(customer);
  bucket.fill(files);
  const connection = await connect(client, customer, bucket.name);
  await sync(client, connection.id);
  await client.close();
  return { account: accountOf(customer), bucket, connection, path: `/datasets/${connection.datasetId}` };
}

const pictures = (page: Page) => page.locator('[role=gridcell] img');

/** Resolves after the events of a picture that has loaded. */
const LOADED = `(img) => img.decode().then(() => new Promise((resolve) => {
  requestAnimationFrame(() => requestAnimationFrame(resolve));
}))`;

// Each test has a context and a bucket of its own.
describeInBrowser('what expires', () => {
  test.concurrent('no token is in storage or in the address, and a reload resumes the session', async () => {
    const { page, context } = await visitAs('acme editor');
    await page.getByText('Field cameras').first().waitFor();
    await page.reload();
    await page.getByText('Field cameras').first().waitFor();
    const stored = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
    expect(stored).not.toMatch(/eyJ|access_token|refresh_token/);
    expect(page.url()).not.toContain('code=');
    await leave(context);
  });

  test.concurrent('a link that S3 calls expired is renewed, and the picture is shown', async () => {
    const { bucket, path } = await aSyncedBucket();
    const match = { operation: 'GetObject', bucket: bucket.name, key: photoKey(0) };
    await fail({ match, effect: { kind: 'expired-token' }, times: 1 });
    const { page, context } = await visitAs('acme editor');
    const statuses: number[] = [];
    page.on('response', (response) => {
      if (response.url().includes(photoKey(0))) statuses.push(response.status());
    });
    await page.goto(consoleUrl(path));
    await pictures(page)
      .nth(FILES - 1)
      .waitFor();
    expect(statuses).toContain(400);
    await leave(context);
  });

  test.concurrent('a link past its time is renewed before it is used', async () => {
    const files = 90;
    const { path } = await aSyncedBucket(files);
    const { page, context } = await visitAs('acme editor', path, { height: 500 });
    await pictures(page).first().waitFor();
    // The page stays open over lunch, and its links expire after a quarter of an hour.
    await page.clock.install({ time: Date.now() + 3_600_000 });
    const renewal = page.waitForRequest((request) => request.postData()?.includes('AssetLink') === true);
    await page.keyboard.press('End');
    await renewal;
    const last = page.getByRole('gridcell', { name: photoKey(files - 1) });
    await last.locator('img').waitFor();
    await leave(context);
  });

  test.concurrent('a link that expires again and again is renewed each time', async () => {
    const { path } = await aSyncedBucket();
    const { page, context } = await visitAs('acme editor', path);
    // Each answer has another link, which has expired. S3 ignores what is behind the #.
    let links = 0;
    await page.route('**/graphql', async (route) => {
      if (route.request().postDataJSON()?.operationName !== 'AssetDetail') return route.continue();
      const response = await route.fetch();
      const { data } = await response.json();
      links += 1;
      data.asset.url = {
        ...data.asset.url,
        href: `${data.asset.url.href}#${links}`,
        expiresAt: '2026-01-01T00:00:00Z',
      };
      return route.fulfill({ response, json: { data } });
    });
    await page.getByRole('gridcell').first().click();
    const picture = page.getByRole('complementary', { name: 'Asset' }).getByRole('img', { name: photoKey(0) });
    for (let times = 0; times < 3; times += 1) {
      const href = await picture.getAttribute('src');
      await picture.evaluate(LOADED);
      // A picture is complete a moment before the page has handled its event.
      await picture.dispatchEvent('load');
      await picture.dispatchEvent('error');
      await eventually(async () => expect(await picture.getAttribute('src', { timeout: 1_000 })).not.toBe(href));
    }
    await leave(context);
  });

  test.concurrent('a picture that CORS blocks is explained on its tile and in its panel, with the fix', async () => {
    const { account, bucket, connection, path } = await aSyncedBucket();
    await account.deleteCors(bucket.name);
    const { page, context } = await visitAs('acme editor', path);
    await page
      .getByText('Blocked by CORS')
      .nth(FILES - 1)
      .waitFor();
    await page.getByRole('gridcell').first().click();
    await page.getByText('The bucket does not let this page read its files').waitFor();
    await page.getByRole('link', { name: 'See the fix' }).click();
    await page.waitForURL(`**/connections/${connection.id}`);
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByRole('status').getByText('The browser may not show pictures of the bucket').waitFor();
    await leave(context);
  });

  test.concurrent('a picture that a policy blocks is explained likewise', async () => {
    const { account, connection, path } = await aSyncedBucket();
    const { iamPolicy } = connection.setup;
    await account.setPolicy(connection.roleArn, iamPolicy.replace('"s3:GetObject"', '"s3:GetObjectTagging"'));
    const { page, context } = await visitAs('acme editor', path);
    await page
      .getByText('Not readable')
      .nth(FILES - 1)
      .waitFor();
    await page.getByRole('gridcell').first().click();
    await page.getByText('S3 refuses to deliver this file').waitFor();
    await page.getByRole('link', { name: 'See the fix' }).click();
    await page.waitForURL(`**/connections/${connection.id}`);
    await leave(context);
  });

  test.concurrent('a picture whose file is gone says that it may be gone, and a viewer reports it', async () => {
    const { bucket, path } = await aSyncedBucket();
    bucket.remove(photoKey(0));
    const { page, context } = await visitAs('acme viewer', path);
    await page.getByText('Not readable').waitFor();
    await page.getByRole('gridcell').first().click();
    await page.getByText('The role may not read it, or the file is gone').waitFor();
    await page.getByRole('button', { name: 'Report this file' }).click();
    await page.getByText('Reported. The next sync reads this file again.').waitFor();
    await leave(context);
  });
});
