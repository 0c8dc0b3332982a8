import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { violationsOf } from './support/axe.ts';
import { describeInBrowser, follow, overflowOf, type Visit, visitAs } from './support/browser.ts';
import { sample } from './support/datasets.ts';
import { keepScreen } from './support/screens.ts';

let ids: Awaited<ReturnType<typeof sample>>;
let visit: Visit;

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

/** Resolves when the page is painted and every transition has ended, at the latest after a second. */
const stillness = (page: Page) =>
  page.evaluate(`Promise.race([
    Promise.all(
      document.getAnimations()
        .filter(({ effect }) => effect.getComputedTiming().endTime < Infinity)
        .map(({ finished }) => finished.catch(() => {})),
    ).then(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))),
    new Promise((late) => setTimeout(late, 1_000)),
  ]).then(() => 0)`);

describeInBrowser('each screen', () => {
  beforeAll(async () => {
    ids = await sample();
    visit = await visitAs('acme editor');
  });

  test.each(screens)('$name has no fault that axe finds, and fits each window', async ({ name, path, ready }) => {
    const { page, errors } = visit;
    const found: string[] = [];
    await page.setViewportSize(looks[0]);
    await follow(page, path());
    await ready(page);
    for (const look of looks) {
      await page.setViewportSize(look);
      await page.emulateMedia({ colorScheme: look.colorScheme });
      await page.locator(`html[data-mantine-color-scheme=${look.colorScheme}]`).waitFor();
      await stillness(page);
      found.push(...(await violationsOf(page)).map((violation) => `${look.name}: ${violation}`));
      const overflow = await overflowOf(page);
      if (overflow > 0) found.push(`${look.name}: ${overflow} px wider than the window`);
      if (look.name === 'light') await keepScreen(page, name);
    }
    expect([...found, ...errors]).toEqual([]);
  });
});
