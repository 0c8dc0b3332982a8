import { expect, test } from 'vitest';
import { aBucket, connect } from '../../../test/support/buckets.ts';
import { startSync } from '../../../test/support/syncs.ts';
import { aCustomer, clientOf, endpoints } from '../../../test/support/system.ts';
import { describeInBrowser, visitAs } from './support/browser.ts';
import { sample } from './support/datasets.ts';

describeInBrowser('what comes and goes', () => {
  test('a gateway that dies is reported as unavailable, and a sync is live again once it recovers', async () => {
    const [customer, client] = [aCustomer(), await clientOf('acme')];
    const bucket = await aBucket(customer);
    bucket.fill(40);
    const connection = await connect(client, customer, bucket.name);
    const { page, context } = await visitAs('acme editor', `/datasets/${connection.datasetId}`);
    await page.getByText('0 assets').first().waitFor();
    process.kill(endpoints().processes.gateway.pid, 'SIGKILL');
    await page.getByRole('button', { name: /test-/ }).click();
    await page.getByRole('button', { name: 'Sync …' }).click();
    await page
      .getByText(/Bucket Sync does not answer/)
      .first()
      .waitFor();
    await page.getByText(/What you see may be old/).waitFor({ state: 'hidden', timeout: 40_000 });
    await startSync(client, connection.id);
    await page.getByText('40 assets').first().waitFor({ timeout: 30_000 });
    await context.close();
  }, 120_000);

  test('no token is in storage or in the address, and a reload resumes the session', async () => {
    const { page, context } = await visitAs('acme editor');
    await page.getByText('Field cameras').first().waitFor();
    await page.reload();
    await page.getByText('Field cameras').first().waitFor();
    const stored = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
    expect(stored).not.toMatch(/eyJ|access_token|refresh_token/);
    expect(page.url()).not.toContain('code=');
    await context.close();
  });

  test('an expiring token is renewed, and the live connection resumes', async () => {
    const { datasetId } = await sample();
    const { page, context } = await visitAs('acme editor', `/datasets/${datasetId}`);
    const closes: string[] = [];
    page.on('websocket', (socket) => socket.on('close', () => closes.push(socket.url())));
    await page.reload();
    await page
      .getByText(/^\d+ assets$/)
      .first()
      .waitFor();
    // ISSUER_TOKEN_SECONDS of this stack, and the five seconds by which clocks may differ.
    await page.waitForEvent('websocket', { timeout: 55_000 });
    expect(closes).toHaveLength(1);
    await page.getByRole('link', { name: 'Billing' }).click();
    await page.getByText('By dataset').waitFor();
    await context.close();
  }, 120_000);
});
