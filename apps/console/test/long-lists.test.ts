import { eventually } from '@bucket-sync/shared/testing';
import { expect, test } from 'vitest';
import { clientOf } from '../../../test/support/system.ts';
import { describeInBrowser, leave, visitAs } from './support/browser.ts';
import { sample } from './support/datasets.ts';

const CREATE = 'mutation ($name: String!) { createDataset(name: $name) { ... on Dataset { id } } }';

describeInBrowser('an organization with more datasets than one page of the list', () => {
  test('sees the oldest of them too', async () => {
    const client = await clientOf('hobby');
    for (let n = 0; n <= 100; n += 1) await client.request(CREATE, { name: n === 0 ? 'the oldest' : `newer ${n}` });
    const { page, context } = await visitAs('hobby editor');
    await page.getByText('newer 100', { exact: true }).waitFor();
    await page.getByText('the oldest', { exact: true }).waitFor({ timeout: 5_000 });
    expect(await page.getByRole('link', { name: /newer/ }).count()).toBe(100);
    await leave(context);
  });
});

describeInBrowser('a long list', () => {
  test('stays where the person scrolled to: beside an opened panel, after Back and after a reload', async () => {
    const { datasetId } = await sample();
    const { page, context } = await visitAs('acme editor', `/datasets/${datasetId}`);
    const scrollY = () => page.evaluate<number>('Math.round(scrollY)');
    await page.getByRole('gridcell').nth(12).waitFor();
    await page.evaluate('scrollTo(0, 2600)');
    await eventually(async () =>
      expect(await page.getByRole('gridcell').first().getAttribute('id')).not.toMatch(/-0$/),
    );
    await page.getByRole('link', { name: 'Connections' }).click();
    await page.getByRole('heading', { name: 'Connections' }).waitFor();
    expect(await scrollY()).toBe(0);
    await page.goBack();
    await eventually(async () => expect(await scrollY()).toBe(2600));
    await page.reload();
    await eventually(async () => expect(await scrollY()).toBe(2600));

    // Three rows above the window are in the document too.
    const tile = page.getByRole('gridcell').nth(26);
    await tile.scrollIntoViewIfNeeded();
    const name = (await tile.locator('[title]').textContent())!;
    const box = (await tile.boundingBox())!;
    await tile.click();
    await page.getByRole('heading', { name, exact: true }).waitFor();
    // The panel leaves room for fewer columns.
    const moved = () => page.locator('[role=gridcell][data-open]').boundingBox();
    await eventually(async () => expect(Math.abs((await moved())!.y - box.y)).toBeLessThan(2));
    await leave(context);
  });
});
