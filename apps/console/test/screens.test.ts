import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { violationsOf } from './support/axe.ts';
import { describeInBrowser, visitAs } from './support/browser.ts';
import { sample } from './support/datasets.ts';

const SCREENS = fileURLToPath(new URL('../../../docs/screens/', import.meta.url));

/** UPDATE_SCREENS=1 writes docs/screens again. */
const isUpdating = process.env.UPDATE_SCREENS === '1';

let ids: Awaited<ReturnType<typeof sample>>;

interface Screen {
  name: string;
  path: () => string;
  /** Resolves when the screen shows its content. */
  ready: (page: Page) => Promise<unknown>;
}

const text = (page: Page, words: string | RegExp) => page.getByText(words).first().waitFor();

const screens: Screen[] = [
  { name: 'datasets', path: () => '/', ready: (page) => text(page, 'Field cameras') },
  {
    name: 'explorer',
    path: () => `/datasets/${ids.datasetId}?q=train`,
    ready: (page) => page.locator('[role=gridcell] img').nth(5).waitFor(),
  },
  {
    name: 'asset',
    path: () => `/datasets/${ids.datasetId}?type=VIDEO`,
    async ready(page) {
      await page.getByRole('gridcell', { name: /\.mp4/ }).first().click();
      await text(page, 'Track 1');
    },
  },
  {
    name: 'connected-bucket',
    path: () => `/datasets/${ids.datasetId}`,
    async ready(page) {
      await page.getByRole('button', { name: /acme-field-cameras/ }).click();
      await text(page, 'Connection Manager');
    },
  },
  {
    name: 'preview',
    path: () => `/connections/${ids.connectionId}/setup/sync`,
    ready: (page) => page.getByRole('button', { name: 'Sync Now' }).waitFor(),
  },
  {
    name: 'skipped-files',
    path: () => `/datasets/${ids.datasetId}/skipped?reason=PIXEL_FORMAT`,
    ready: (page) => page.getByText('How to fix it').first().click(),
  },
  { name: 'wizard-details', path: () => `/datasets/${ids.datasetId}/connect`, ready: (page) => text(page, 'Prefix') },
  {
    name: 'wizard-role',
    path: () => `/connections/${ids.connectionId}/setup/role`,
    ready: (page) => text(page, 'Trust policy'),
  },
  {
    name: 'wizard-cors',
    path: () => `/connections/${ids.connectionId}/setup/cors`,
    ready: (page) => text(page, 'CORS rule'),
  },
  {
    name: 'wizard-heart',
    path: () => `/connections/${ids.connectionId}/setup/check`,
    ready: (page) => text(page, /Green heart/),
  },
  { name: 'connections', path: () => '/connections', ready: (page) => text(page, 'Field cameras (sample)') },
  { name: 'connection', path: () => `/connections/${ids.connectionId}`, ready: (page) => text(page, 'Checks so far') },
  { name: 'syncs', path: () => `/connections/${ids.connectionId}?tab=runs`, ready: (page) => text(page, 'Took') },
  {
    name: 'settings',
    path: () => `/connections/${ids.connectionId}?tab=settings`,
    ready: (page) => text(page, 'Schedule'),
  },
  { name: 'billing', path: () => '/billing', ready: (page) => page.locator('canvas').first().waitFor() },
];

const looks = [
  { name: 'light', width: 1280, height: 800, colorScheme: 'light' },
  { name: 'dark', width: 1280, height: 800, colorScheme: 'dark' },
  { name: 'a phone', width: 390, height: 844, colorScheme: 'light' },
  { name: 'a wall', width: 2560, height: 1440, colorScheme: 'light' },
] as const;

describeInBrowser('each screen', () => {
  beforeAll(async () => {
    ids = await sample();
    mkdirSync(SCREENS, { recursive: true });
  });

  test.each(looks)(
    'axe finds no fault, and nothing is wider than the window: $name',
    async (look) => {
      const { page, errors, context } = await visitAs('acme editor', '/', look);
      const found: string[] = [];
      for (const { name, path, ready } of screens) {
        await page.goto(new URL(path(), page.url()).href);
        await ready(page);
        await page.waitForTimeout(400);
        found.push(...(await violationsOf(page)).map((violation) => `${name}: ${violation}`));
        const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
        if (overflow > 0) found.push(`${name} is ${overflow} px wider than the window`);
        if (isUpdating && look.name === 'light') {
          await page.screenshot({ path: `${SCREENS}${name}.jpg`, type: 'jpeg', quality: 70 });
        }
      }
      expect([...found, ...errors]).toEqual([]);
      await context.close();
    },
    180_000,
  );

  test('the first page needs less than 250 kB of compressed JavaScript', async () => {
    const { page, context } = await visitAs('acme editor');
    await page.getByText('Field cameras').waitFor();
    const measured = await page.evaluate<{ bytes: number }>(`({
      bytes: performance.getEntriesByType('resource')
        .filter(({ name }) => name.endsWith('.js'))
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    })`);
    expect(measured.bytes).toBeLessThan(250_000);
    await context.close();
  });
});
