import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { violationsOf } from './support/axe.ts';
import {
  aContext,
  consoleUrl,
  describeInBrowser,
  follow,
  leave,
  overflowOf,
  type Visit,
  visitAs,
} from './support/browser.ts';
import { aBrokenConnection, anEmptyDataset, sample } from './support/datasets.ts';
import { keepScreen } from './support/screens.ts';

let ids: Awaited<ReturnType<typeof sample>>;
let visit: Visit;

interface Screen {
  name: string;
  /** Makes what the screen shows, if the sample has none. */
  prepare?: () => Promise<{ id: string }>;
  /** @param id  that of what was prepared */
  path: (id: string) => string;
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
  {
    name: 'broken-heart',
    prepare: aBrokenConnection,
    path: (id) => `/connections/${id}`,
    ready: (page) => page.locator('figure', { hasText: 'Paste this' }).waitFor(),
  },
  {
    name: 'empty-dataset',
    prepare: anEmptyDataset,
    path: (id) => `/datasets/${id}`,
    ready: (page) => text(page, 'Connect a bucket to fill this dataset'),
  },
  { name: 'not-found', path: () => '/nowhere', ready: (page) => text(page, 'There is no such page') },
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

/** The faults of a screen in every look. */
async function faultsOf(page: Page, name: string): Promise<string[]> {
  const found: string[] = [];
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
  return found;
}

describeInBrowser('each screen', () => {
  beforeAll(async () => {
    ids = await sample();
    visit = await visitAs('acme editor');
  });

  test.each(screens)('$name has no fault that axe finds, and fits each window', async (screen) => {
    const { page, errors } = visit;
    const made = await screen.prepare?.();
    await page.setViewportSize(looks[0]);
    await follow(page, screen.path(made?.id ?? ''));
    await screen.ready(page);
    expect([...(await faultsOf(page, screen.name)), ...errors]).toEqual([]);
  });

  test('sign-in has no fault that axe finds, and fits each window', async () => {
    const context = await aContext();
    const page = await context.newPage();
    await page.goto(consoleUrl());
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await faultsOf(page, 'sign-in')).toEqual([]);
    await leave(context);
  });
});
