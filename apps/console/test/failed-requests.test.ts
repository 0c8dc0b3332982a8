import { eventually } from '@bucket-sync/shared/testing';
import type { Page, Route } from 'playwright-core';
import { expect, test } from 'vitest';
import { aBucket, connect } from '../../../test/support/buckets.ts';
import { sync } from '../../../test/support/syncs.ts';
import { aCustomer, clientOf } from '../../../test/support/system.ts';
import { describeInBrowser, leave, visitAs } from './support/browser.ts';

const FILES = 4;

async function anEmptyConnection() {
  const [customer, client] = [aCustomer(), await clientOf('acme')];
  const bucket = await aBucket(customer);
  bucket.fill(FILES);
  const connection = await connect(client, customer, bucket.name);
  return { client, connection, path: `/datasets/${connection.datasetId}` };
}

const graphqlError =
  (status: number, code: string, fields = {}) =>
  (route: Route) =>
    route.fulfill({
      status,
      contentType: status === 401 ? 'application/json' : 'application/graphql-response+json',
      body: JSON.stringify({ data: null, errors: [{ message: code, extensions: { code, ...fields } }] }),
    });

/** The ways in which a read fails and may succeed later. */
const FAILURES: Record<string, (route: Route) => Promise<void>> = {
  'the network fails': (route) => route.abort('connectionreset'),
  'the token is refused': graphqlError(401, 'UNAUTHENTICATED'),
  'the caller sent too many requests': graphqlError(429, 'RATE_LIMITED', { retryAfterSeconds: 1 }),
  'an operation cost too much': graphqlError(200, 'RATE_LIMITED', { retryAfterSeconds: 1 }),
  'a service does not answer': graphqlError(200, 'UNAVAILABLE'),
  'the gateway is overloaded': (route) => route.fulfill({ status: 503, body: 'busy', contentType: 'text/html' }),
};

const assets = (page: Page, count: number) => page.getByText(`${count} assets`).first().waitFor();

describeInBrowser('a request fails', () => {
  test.concurrent('because the browser is offline: the banner says so before any request', async () => {
    const { path } = await anEmptyConnection();
    const { page, context } = await visitAs('acme editor', path);
    await assets(page, 0);
    await context.setOffline(true);
    await page.getByText('You are offline.').waitFor();
    await context.setOffline(false);
    await page.getByText('You are offline.').waitFor({ state: 'hidden' });
    await leave(context);
  });

  for (const [what, failing] of Object.entries(FAILURES)) {
    test.concurrent(`at the end of a sync since ${what}: the screen is current again without a click`, async () => {
      const { client, connection, path } = await anEmptyConnection();
      const { page, context } = await visitAs('acme editor', path);
      await assets(page, 0);
      await page.getByRole('button', { name: /test-/ }).waitFor();
      let failed = 0;
      await page.route('**/graphql', (route) => {
        failed += 1;
        return failing(route);
      });
      await sync(client, connection.id);
      // The start of the sync, its first object and its end each cause a read.
      await eventually(() => expect(failed).toBeGreaterThanOrEqual(3));
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await assets(page, FILES);
      await leave(context);
    }, 60_000);
  }

  test.concurrent('since a service has a fault: a notice says that the screen may be old', async () => {
    const { page, context } = await visitAs('acme editor');
    await page.getByText('Field cameras').first().waitFor();
    await page.getByRole('link', { name: 'Billing' }).click();
    await page.getByText('By dataset').waitFor();
    await page.route('**/graphql', graphqlError(200, 'INTERNAL'));
    await page.getByRole('link', { name: 'Datasets', exact: true }).click();
    await page.getByText('The datasets may be old').waitFor();
    await page.getByText('Field cameras').first().waitFor();
    // The fault lasts until the click, because any other read would end the notice too. The read itself is repeated.
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.getByText('The datasets may be old').waitFor({ state: 'hidden' });
    await leave(context);
  });

  test.concurrent('since a page was updated on the server: it says so, and is loaded again on request', async () => {
    const { page, context } = await visitAs('acme editor');
    await page.getByText('Field cameras').first().waitFor();
    await page.route('**/assets/billing-page-*.js', (route) => route.fulfill({ status: 404, body: 'Not found' }));
    await page.getByRole('link', { name: 'Billing' }).click();
    await page.getByText('This page could not be loaded').waitFor();
    await page.getByRole('link', { name: 'Connections' }).click();
    await page.getByText('Field cameras (sample)').waitFor();
    await page.goBack();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.getByRole('button', { name: 'Load it again' }).click();
    await page.getByText('By dataset').waitFor();
    await leave(context);
  });

  test.concurrent('a change that was not answered is not sent again, and may have been made', async () => {
    const { page, context } = await visitAs('acme editor');
    let requests = 0;
    await page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('mutation CreateDataset')) return route.continue();
      requests += 1;
      await route.fetch();
      return route.abort('connectionreset');
    });
    await page.getByRole('button', { name: 'New dataset' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('made without an answer');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('it is not known whether this was done. Look, then try again.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('made without an answer').waitFor();
    expect(requests).toBe(1);
    await leave(context);
  });

  test.concurrent('a change that the gateway refused is made once it is accepted', async () => {
    const { page, context } = await visitAs('acme editor');
    let requests = 0;
    await page.route('**/graphql', (route) => {
      if (!route.request().postData()?.includes('mutation CreateDataset')) return route.continue();
      requests += 1;
      return requests > 1 ? route.continue() : graphqlError(429, 'RATE_LIMITED', { retryAfterSeconds: 1 })(route);
    });
    await page.getByRole('button', { name: 'New dataset' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('refused at first');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByRole('heading', { name: 'refused at first' }).waitFor();
    expect(requests).toBe(2);
    await leave(context);
  });
});
