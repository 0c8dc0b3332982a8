import { test } from 'vitest';
import { aBucket, connect } from '../../../test/support/buckets.ts';
import { startSync } from '../../../test/support/syncs.ts';
import { aCustomer, clientOf, endpoints } from '../../../test/support/system.ts';
import { describeInBrowser, leave, visitAs } from './support/browser.ts';

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
    await page.getByRole('button', { name: /test-/ }).click();
    const preview = page.getByRole('button', { name: 'Sync …' });
    await preview.waitFor();
    // The supervisor restarts the gateway at once: one click is left to do, and the sentence may be gone after it.
    process.kill(endpoints().processes.gateway.pid, 'SIGKILL');
    await Promise.all([refused, preview.click()]);
    await page.getByText(/What you see may be old/).waitFor({ state: 'hidden', timeout: 40_000 });
    await startSync(client, connection.id);
    await page.getByText('40 assets').first().waitFor({ timeout: 30_000 });
    await leave(context);
  }, 120_000);
});
