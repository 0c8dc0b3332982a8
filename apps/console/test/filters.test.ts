import { expect, test } from 'vitest';
import { describeInBrowser, leave, visitAs } from './support/browser.ts';
import { sample } from './support/datasets.ts';

describeInBrowser('a filter', () => {
  test('by width is used once it is typed, not for each of its digits', async () => {
    const { datasetId } = await sample();
    const { page, context } = await visitAs('acme editor', `/datasets/${datasetId}`);
    await page.getByRole('gridcell').first().waitFor();
    const widths = new Set<number>();
    page.on('request', (request) => {
      const width = request.postDataJSON()?.variables?.filter?.minWidth;
      if (width !== undefined) widths.add(width);
    });
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByLabel('At least this wide, in pixels').pressSequentially('99999');
    await page.getByText('0 assets found').waitFor();
    expect([...widths]).toEqual([99999]);
    await leave(context);
  });
});
