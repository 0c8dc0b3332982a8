import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { aBucket, connect } from '../../../test/support/buckets.ts';
import { sync } from '../../../test/support/syncs.ts';
import { aCustomer, clientOf } from '../../../test/support/system.ts';
import { describeInBrowser, follow, overflowOf, type Visit, visitAs } from './support/browser.ts';

/** Names as people upload them. The second is one word that no line break can divide. */
const NAMES = {
  'right to left': 'صور/كاميرا الشارع الشمالي (1).jpg',
  'very long': `${'a-folder-with-a-long-name'.repeat(5)}/${'Ungetrenntes'.repeat(15)}.jpg`,
  'many folders': `${'d/'.repeat(200)}deep.jpg`,
  emoji: 'ferien/👩‍👩‍👧‍👦 am 🏖️.jpg',
  'NFD, as macOS writes it': 'Zu\u0308rich/Cafe\u0301.jpg',
  'Hebrew with digits': 'תמונות/שער 12 (3).jpg',
  'a direction override, which would spoof the extension': 'invoice\u202egpj.exe.jpg',
  'markup and quotes': '<img src=x onerror=alert(1)> "&quot;\'.jpg',
};
const SKIPPED = 'ריק/قائمة فارغة جدا.jpg';

const RENAME = `mutation ($id: ID!, $name: String!) {
  updateBucketConnection(id: $id, input: { name: $name }) { __typename }
}`;

const WIDTHS = [390, 1280, 2560];

let visit: Visit;
let ids: { id: string; datasetId: string };

/** Texts that reach out of the tile that they describe. */
const spilled = (page: Page) =>
  page.evaluate<string[]>(`[...document.querySelectorAll('[role=gridcell]')].flatMap((tile) => {
    const { left, right } = tile.getBoundingClientRect();
    return [...tile.querySelectorAll('span')]
      .filter((text) => text.getBoundingClientRect().left < left - 1 || text.getBoundingClientRect().right > right + 1)
      .map((text) => text.textContent);
  })`);

describeInBrowser('names of files', () => {
  beforeAll(async () => {
    const [customer, client] = [aCustomer(), await clientOf('acme')];
    const bucket = await aBucket(customer);
    bucket.copy('photo-1.jpg', 'plain.jpg');
    const Body = bucket.bytes('plain.jpg');
    for (const Key of Object.values(NAMES)) {
      await customer.s3.send(new PutObjectCommand({ Bucket: bucket.name, Key, Body }));
    }
    await customer.s3.send(new PutObjectCommand({ Bucket: bucket.name, Key: SKIPPED, Body: Buffer.alloc(0) }));
    ids = await connect(client, customer, bucket.name);
    await sync(client, ids.id);
    await client.request(RENAME, { id: ids.id, name: 'Ungetrenntes'.repeat(8) });
    await client.close();
    visit = await visitAs('acme editor');
  });

  test.each(WIDTHS)(
    'of any script and length are shown whole or cut, and nothing overflows at %i px',
    async (width) => {
      const { page, errors } = visit;
      await page.setViewportSize({ width, height: 900 });
      await follow(page, `/datasets/${ids.datasetId}`);
      await page.getByTitle('plain.jpg', { exact: true }).waitFor();
      for (const name of Object.values(NAMES)) {
        const caption = page.getByTitle(name, { exact: true });
        await caption.scrollIntoViewIfNeeded();
        expect(await caption.textContent()).toBe(name.split('/').at(-1));
      }
      expect([await spilled(page), await overflowOf(page)]).toEqual([[], 0]);

      for (const name of Object.values(NAMES)) {
        await page.getByTitle(name, { exact: true }).click();
        await page.getByRole('heading', { name: name.split('/').at(-1)!, exact: true }).waitFor();
        await page.getByText(name, { exact: true }).last().waitFor();
        expect([name, await overflowOf(page)]).toEqual([name, 0]);
        await page
          .getByRole('button', { name: /^Close/ })
          .or(page.locator('.mantine-Drawer-close'))
          .first()
          .click();
      }

      await follow(page, `/datasets/${ids.datasetId}/skipped`);
      await page.getByText(SKIPPED, { exact: true }).waitFor();
      expect(await overflowOf(page)).toBe(0);

      await follow(page, `/connections/${ids.id}/setup/sync`);
      await page.getByText(NAMES['right to left'], { exact: true }).waitFor();
      expect(await overflowOf(page)).toBe(0);
      expect(errors).toEqual([]);
    },
  );
});
