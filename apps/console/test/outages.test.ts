import { test } from 'vitest';
import { aBucket, connect } from '../../../test/support/buckets.ts';
import { startSync } from '../../../test/support/syncs.ts';
import { aCustomer, clientOf, endpoints } from '../../../test/support/system.ts';
import { describeInBrowser, visitAs } from './support/browser.ts';

describeInBrowser('an outage', () => {
  test('of the gateway is shown at once, and a sync is live again once it recovers', async () => {
    const [customer, client] = [aCustomer(), await clientOf('acme')];
    const bucket = await aBucket(customer);
    bucket.fill(40);
    const connection = await connect(client, customer, bucket.name);
    const { page, context } = await visitAs('acme editor', `/datasets/${connection.datasetId}`);
    await page.getByText('0 assets').first().waitFor();
    const refused = page
      .getByText(/Bucket Sync does not answer/)
      .first()
      .waitFor();
    const clicks = async () => {
      await page.getByRole('button', { name: /test-/ }).click();
      await page.getByRole('button', { name: 'Sync …' }).click();
    };
    process.kill(endpoints().processes.gateway.pid, 'SIGKILL');
    // The supervisor restarts the gateway at once, so the sentence may be gone when the clicks are done.
    await Promise.all([refused, clicks()]);
    await page.getByText(/What you see may be old/).waitFor({ state: 'hidden', timeout: 40_000 });
    await startSync(client, connection.id);
    await page.getByText('40 assets').first().waitFor({ timeout: 30_000 });
    await context.close();
  }, 120_000);
});
