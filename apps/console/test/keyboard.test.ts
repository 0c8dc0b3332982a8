import { expect, test } from 'vitest';
import { aBucket, grantRole } from '../../../test/support/buckets.ts';
import { aCustomer } from '../../../test/support/system.ts';
import { aContext, consoleUrl, describeInBrowser, leave, watchErrors } from './support/browser.ts';
import { aKeyboard } from './support/keyboard.ts';

describeInBrowser('by keyboard alone', () => {
  test('a person signs in, connects a bucket, fixes what fails, syncs and opens an asset', async () => {
    const customer = aCustomer();
    const bucket = await aBucket(customer);
    bucket.fill(12);
    const context = await aContext();
    const page = await context.newPage();
    const errors = watchErrors(page);
    const keys = aKeyboard(page);

    await page.goto(consoleUrl());
    await keys.focusIsOn('button', 'Sign in');
    await keys.press('Enter');
    await keys.tabTo('button', 'globex editor');
    await keys.press('Enter');

    await keys.tabTo('button', 'New dataset');
    await keys.press('Enter');
    await keys.focusIsOn('textbox', 'Name');
    await keys.type('cameras by keyboard');
    await keys.press('Enter');
    await keys.tabTo('link', 'Connect a bucket');
    await keys.press('Enter');

    await keys.tabTo('textbox', 'Name of the connection');
    await keys.type('south gate');
    await keys.tabTo('textbox', 'Bucket');
    await keys.type(bucket.name);
    await keys.tabTo('combobox', 'Region');
    await keys.type('eu-central-1');
    await keys.press('Escape');
    await keys.tabTo('button', 'Continue');
    await keys.press('Space');

    await page.getByRole('heading', { name: 'Create a role' }).waitFor();
    await keys.expectFocus();
    await keys.tabTo('tab', 'In the AWS console');
    await keys.press('ArrowRight');
    await keys.focusIsOn('tab', 'With one file');
    await keys.press('Enter');
    await keys.tabTo('button', 'Download for Terraform');
    const [download] = await Promise.all([page.waitForEvent('download'), keys.press('Enter')]);
    expect(download.suggestedFilename()).toBe(`bucket-sync-${bucket.name}.tf`);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await keys.focusIsOn('tab', 'With one file');
    await keys.press('ArrowLeft');
    await keys.press('Enter');
    await keys.tabTo('button', 'Copy trust policy');
    await keys.press('Enter');
    const trustPolicy = await keys.clipboard();
    await keys.tabTo('button', 'Copy permission policy');
    await keys.press('Space');
    const iamPolicy = await keys.clipboard();
    await keys.tabTo('button', 'The role is there: continue');
    await keys.press('Enter');

    await page.getByRole('heading', { name: 'Allow the browser' }).waitFor();
    await keys.expectFocus();
    await keys.tabTo('button', 'Copy CORS rule');
    await keys.press('Enter');
    const corsConfiguration = await keys.clipboard();
    await keys.tabTo('button', 'The rule is there: continue');
    await keys.press('Enter');

    const setup = { trustPolicy, iamPolicy, corsConfiguration };
    const roleArn = await grantRole(customer, bucket.name, setup, { withoutCors: true });
    await keys.tabTo('textbox', 'Role ARN');
    await keys.type(roleArn);
    await keys.tabTo('button', 'Check the connection');
    await keys.press('Enter');
    await page.getByText('The browser may not show pictures of the bucket').waitFor();
    await keys.expectFocus();
    await grantRole(customer, bucket.name, setup);
    await keys.tabTo('button', 'Retry');
    await keys.press('Space');
    await page.getByText(/Green heart/).waitFor();
    await keys.focusIsOn('button', 'Check again');
    await keys.tabTo('button', 'Continue');
    await keys.press('Enter');

    await page.getByText('12 files').first().waitFor();
    await keys.expectFocus();
    await keys.tabTo('button', 'Sync Now');
    await keys.press('Enter');
    await keys.focusIsOn('button', 'I Understand');
    await keys.press('Enter');
    await page.getByText('12 assets').first().waitFor();

    await keys.tabTo('grid', 'Assets of cameras by keyboard');
    await keys.press('ArrowRight');
    await keys.press('Enter');
    await page.getByRole('heading', { name: 'img-00001.jpg' }).waitFor();
    await keys.tabTo('button', 'Copy key');
    await keys.press('Enter');
    expect(await keys.clipboard()).toBe('img-00001.jpg');
    await keys.tabTo('button', bucket.name);
    await keys.press('Enter');
    await keys.tabTo('link', 'Connection Manager');
    await keys.press('Enter');
    await page.getByRole('heading', { name: 'Connections', exact: true }).waitFor();
    await keys.expectFocus();
    expect(errors).toEqual([]);
    await leave(context);
  }, 120_000);
});
