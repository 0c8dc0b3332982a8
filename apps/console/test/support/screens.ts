import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const SCREENS = fileURLToPath(new URL('../../../../docs/screens/', import.meta.url));

/** UPDATE_SCREENS=1 writes docs/screens again. */
export async function keepScreen(page: Page, name: string): Promise<void> {
  if (process.env.UPDATE_SCREENS !== '1') return;
  mkdirSync(SCREENS, { recursive: true });
  await page.screenshot({ path: `${SCREENS}${name}.jpg`, type: 'jpeg', quality: 70 });
}
