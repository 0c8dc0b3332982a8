import { expect, test } from 'vitest';
import { aBucket, connect } from '../../../test/support/buckets.ts';
import { sync } from '../../../test/support/syncs.ts';
import { aCustomer, clientOf } from '../../../test/support/system.ts';
import { violationsOf } from './support/axe.ts';
import { describeInBrowser, leave, visitAs } from './support/browser.ts';
import { keepScreen } from './support/screens.ts';

async function aConnectionReadyToSync() {
  const [customer, client] = [aCustomer(), await clientOf('acme')];
  const bucket = await aBucket(customer);
  bucket.fill(5);
  bucket.copy('photo-2.jpg', 'drafts/a.jpg');
  bucket.copy('photo-3.jpg', 'drafts/b.jpg');
  bucket.copy('clip.mp4', 'videos/clip.mp4');
  return { client, connection: await connect(client, customer, bucket.name) };
}

describeInBrowser('patterns', () => {
  test('are counted in the wizard while they are typed, and change the preview and the sync once saved', async () => {
    const { client, connection } = await aConnectionReadyToSync();
    const { page, context, errors } = await visitAs('acme editor', `/connections/${connection.id}/setup/sync`);
    await page.getByText('8 files', { exact: true }).waitFor();
    await page.getByText('Which files: all of them').click();

    const without = page.getByRole('textbox', { name: 'But none that match one of' });
    await without.fill('drafts/**');
    await page.getByText('6 files match, 2 excluded').waitFor();
    await page.getByText('By their names 5 images and 1 video.').waitFor();
    await page.getByText('Not saved yet.').waitFor();
    await page.getByText('A sync uses the saved patterns.').waitFor();
    expect(await page.getByRole('button', { name: 'Sync Now' }).count()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    await keepScreen(page, 'wizard-patterns');
    await page.getByRole('textbox', { name: 'Only files that match one of' }).fill('**/*.mp4');
    await page.getByText('1 file matches, 7 excluded').waitFor();
    await page.getByRole('textbox', { name: 'Only files that match one of' }).fill('');
    await page.getByText('6 files match, 2 excluded').waitFor();
    await page.getByRole('button', { name: 'Undo the changes' }).click();
    expect(await without.inputValue()).toBe('');
    await page.getByRole('button', { name: 'Sync Now' }).waitFor();
    await without.fill('drafts/**');

    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved. The next sync uses them.').waitFor();
    await page.getByText('Which files: without drafts/**').waitFor();
    await page.getByText('by the patterns of the connection').waitFor();
    await page.getByText('A sync now needs up to 6 data rows').waitFor();
    const run = await sync(client, connection.id);
    expect(run.progress).toMatchObject({ added: 6, excluded: 2 });
    expect(errors).toEqual([]);
    await leave(context);
  });

  test('that are none are refused beside the field, and nothing is saved', async () => {
    const { connection } = await aConnectionReadyToSync();
    const { page, context } = await visitAs('acme editor', `/connections/${connection.id}?tab=settings`);
    await page.getByRole('textbox', { name: 'But none that match one of' }).fill('{jpg,png');
    await page.getByRole('alert').waitFor();
    await page.getByRole('button', { name: 'Save' }).last().click();
    await page.getByText('Not saved yet.').waitFor();
    const without = page.getByRole('textbox', { name: 'But none that match one of' });
    await page.getByRole('tab', { name: 'Syncs' }).click();
    await without.waitFor({ state: 'hidden' });
    await page.getByRole('tab', { name: 'Settings' }).click();
    await without.waitFor();
    expect(await without.inputValue()).toBe('{jpg,png');
    await page.reload();
    expect(await without.inputValue()).toBe('');
    await leave(context);
  });
});
