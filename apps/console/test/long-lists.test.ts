import { expect, test } from 'vitest';
import { clientOf } from '../../../test/support/system.ts';
import { describeInBrowser, visitAs } from './support/browser.ts';

const CREATE = 'mutation ($name: String!) { createDataset(name: $name) { ... on Dataset { id } } }';

describeInBrowser('an organization with more datasets than one page of the list', () => {
  test('sees the oldest of them too', async () => {
    const client = await clientOf('hobby');
    for (let n = 0; n <= 100; n += 1) await client.request(CREATE, { name: n === 0 ? 'the oldest' : `newer ${n}` });
    const { page, context } = await visitAs('hobby editor');
    await page.getByText('newer 100', { exact: true }).waitFor();
    await page.getByText('the oldest', { exact: true }).waitFor({ timeout: 5_000 });
    expect(await page.getByRole('link', { name: /newer/ }).count()).toBe(100);
    await context.close();
  });
});
