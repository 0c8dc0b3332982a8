import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, describe } from 'vitest';
import { endpoints } from '../../../../test/support/system.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = process.env.CHROMIUM || PLACES.find((path) => existsSync(path));

/** Tests in a real browser. Without a browser they are skipped with a message; in CI they fail. */
export function describeInBrowser(title: string, tests: () => void): void {
  const isSkipped = executablePath === undefined && !process.env.CI;
  if (isSkipped) console.warn(`${title}: skipped, since there is no Chromium (CHROMIUM names another place).`);
  describe.skipIf(isSkipped)(title, tests);
}

export type Person = 'acme editor' | 'acme viewer' | 'globex editor' | 'hobby editor';

export interface Visit {
  page: Page;
  context: BrowserContext;
  /** The errors that the page wrote to its console or threw. */
  errors: string[];
}

interface Look {
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
}

let browser: Browser | undefined;
afterAll(async () => {
  await browser?.close();
  browser = undefined;
});

/** The console's address. */
const consoleUrl = (path = '/') => new URL(path, endpoints().consoleUrl).href;

/** Opens the console in a new browser context, and signs in. */
export async function visitAs(person: Person, path = '/', look: Look = {}): Promise<Visit> {
  const { width = 1280, height = 800, colorScheme = 'light' } = look;
  browser ??= await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const errors = watchErrors(page);
  await page.goto(consoleUrl(path));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: person }).click();
  await page.getByRole('navigation', { name: 'Sections' }).waitFor();
  return { page, context, errors };
}

function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Warning:|Uncaught/.test(message.text())) errors.push(message.text());
  });
  return errors;
}
