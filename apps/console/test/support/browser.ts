import { randomUUID } from 'node:crypto';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, describe } from 'vitest';
import { endpoints, stateFolder } from '../../../../test/support/system.ts';

/** Tests in a real browser. Without a browser they are skipped with a message; in CI they fail. */
export function describeInBrowser(title: string, tests: () => void): void {
  const isSkipped = process.env.BROWSER_ENDPOINT === undefined && !process.env.CI;
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

/** BROWSER_FAILURES names a folder that receives a picture of each page of a failed test. */
const failures = process.env.BROWSER_FAILURES;
afterEach(async ({ task }) => {
  if (!failures || task.result?.state !== 'fail') return;
  const pages = browser?.contexts().flatMap((context) => context.pages()) ?? [];
  const name = task.name.replaceAll(/\W+/g, '-').slice(0, 60);
  await Promise.all(pages.map((page, n) => page.screenshot({ path: join(failures, `${name}-${n}.png`) })));
});
afterAll(async () => {
  // Disconnects, and closes the contexts of this file. The browser itself is shared.
  await browser?.close();
  browser = undefined;
});

/** A new browser context, signed in if `storageState` holds a session of the issuer. */
export async function aContext(look: Look = {}, storageState?: string): Promise<BrowserContext> {
  const { width = 1280, height = 800, colorScheme = 'light' } = look;
  browser ??= await chromium.connect(process.env.BROWSER_ENDPOINT!);
  return browser.newContext({
    viewport: { width, height },
    colorScheme,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
    ...(storageState && existsSync(storageState) && { storageState }),
  });
}

/** The file with the cookies that the issuer gave this person, once a visit has signed in. */
export const sessionOf = (person: Person) => join(stateFolder(), `signed-in ${person}.json`);

/** The console's address. */
export const consoleUrl = (path = '/') => new URL(path, endpoints().consoleUrl).href;

/**
 * Opens the console as this person. The first visit signs in by mouse; later visits have the cookies of the issuer, and
 * the console resumes the session.
 */
export async function visitAs(person: Person, path = '/', look: Look = {}): Promise<Visit> {
  const session = sessionOf(person);
  const context = await aContext(look, session);
  const page = await context.newPage();
  const errors = watchErrors(page);
  await page.goto(consoleUrl(path));
  const sections = page.getByRole('navigation', { name: 'Sections' });
  const signIn = page.getByRole('button', { name: 'Sign in' });
  await sections.or(signIn).waitFor();
  if (await signIn.isVisible()) {
    await signIn.click();
    await page.getByRole('button', { name: person }).click();
    await sections.waitFor();
    // Whole at once: another test may read it meanwhile.
    const unfinished = `${session}.${randomUUID()}`;
    writeFileSync(unfinished, JSON.stringify(await context.storageState()));
    renameSync(unfinished, session);
  }
  return { page, context, errors };
}

/** Ends a visit. What a route of the test still answers for a page is dropped: without a context it would fail. */
export async function leave(context: BrowserContext): Promise<void> {
  await Promise.all(context.pages().map((page) => page.unrouteAll({ behavior: 'ignoreErrors' })));
  await context.close();
}

/** Opens another page of the console as a link does, without loading the console again. */
export const follow = (page: Page, path: string) => page.evaluate(`history.pushState(null, '', '${path}')`);

/** By how many pixels the page is wider than its window. */
export const overflowOf = (page: Page) =>
  page.evaluate<number>('Math.max(0, document.documentElement.scrollWidth - window.innerWidth)');

export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Warning:|Uncaught/.test(message.text())) errors.push(message.text());
  });
  return errors;
}
