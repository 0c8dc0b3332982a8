import { expect, test } from 'vitest';
import { clientOf } from '../../../test/support/system.ts';
import { violationsOf } from './support/axe.ts';
import { describeInBrowser, leave, visitAs } from './support/browser.ts';
import { aBrokenConnection } from './support/datasets.ts';

const HOURLY = `mutation ($id: ID!) {
  setSyncSchedule(connectionId: $id, schedule: { interval: HOURLY }) { ... on SyncSchedule { pausedReason } }
}`;

describeInBrowser('the schedule of an unhealthy connection', () => {
  test('is shown as paused, with the reason; without a schedule the page says so', async () => {
    const { id } = await aBrokenConnection();
    const { page, context } = await visitAs('acme editor', `/connections/${id}?tab=settings`);
    await page.getByText('It syncs only when started.').waitFor();
    const client = await clientOf('acme');
    const { setSyncSchedule } = await client.request<{ setSyncSchedule: { pausedReason: string } }>(HOURLY, { id });
    // The service stores UTC with an hourly schedule, although the person did not choose a time zone.
    const devTools = await context.newCDPSession(page);
    await devTools.send('Emulation.setTimezoneOverride', { timezoneId: 'America/New_York' });
    await page.reload();
    const { pausedReason } = setSyncSchedule;
    await page.getByText(`Paused: ${pausedReason} The schedule resumes once the connection is healthy.`).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('combobox', { name: 'Sync' }).selectOption('Every day');
    await page.getByLabel('At (America/New_York)').waitFor();
    await leave(context);
  });
});
