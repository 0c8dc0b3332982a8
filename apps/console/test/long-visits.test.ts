import { eventually } from '@bucket-sync/shared/testing';
import type { CDPSession, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { consoleUrl, describeInBrowser, leave, visitAs } from './support/browser.ts';
import { sample } from './support/datasets.ts';
import { headroom } from './support/headroom.ts';
import { aLargeDataset, assetName } from './support/large-dataset.ts';

const TOTAL = 100_000;
/** The heap is measured after these, and at the end. */
const FIRST = 5_000;
/** The scroll stops after each of these parts, and every tile in the window must be right. */
const PART = 10_000;
/** Measured: 9 to 11 MB, then 11 MB. */
const MAX_HEAP_MB = 40;
/** The longest time without a new frame. Measured: 100 ms. */
const MAX_GAP_MS = 2_000;

/** Measures the pauses between frames from now on. */
const WATCH_FRAMES = `
  window.longestGapMs = 0;
  (function watch(before) {
    requestAnimationFrame((now) => {
      if (before) window.longestGapMs = Math.max(window.longestGapMs, now - before);
      watch(now);
    });
  })(0);`;

interface Tile {
  index: number;
  name: string | undefined;
}

/** The tiles in the window, by their position in the dataset. */
const tilesOf = (page: Page) =>
  page.evaluate<Tile[]>(`[...document.querySelectorAll('[role=gridcell]')]
    .filter((tile) => {
      const { top, bottom } = tile.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    })
    .map((tile) => ({ index: Number(tile.id.split('-').at(-1)), name: tile.querySelector('[title]')?.title }))`);

/** Scrolls by the wheel until this share of the page is passed. */
async function scrollTo(page: Page, share: number, stepPx: number): Promise<void> {
  const isPassed = `scrollY + innerHeight + 1 >= document.documentElement.scrollHeight * ${share}`;
  while (!(await page.evaluate<boolean>(isPassed))) await page.mouse.wheel(0, stepPx);
}

/** Resolves with the positions in the window, once each tile there shows the asset of its position. */
const shown = (page: Page) =>
  eventually(
    async () => {
      const tiles = await tilesOf(page);
      expect(tiles.length).toBeGreaterThan(10);
      expect(tiles).toEqual(tiles.map(({ index }) => ({ index, name: assetName(index) })));
      return tiles.map(({ index }) => index);
    },
    { withinMs: 30_000 },
  );

async function heapMb(devTools: CDPSession): Promise<number> {
  await devTools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devTools.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')!.value / 2 ** 20;
}

// While one person scrolls, another leaves a tab open.
describeInBrowser('a long visit', () => {
  test.concurrent('outlasts its token: it is renewed, and the live connection resumes', async () => {
    const { datasetId } = await sample();
    const { page, context } = await visitAs('acme editor');
    // The sockets of the page before it have closed, so that only those of the long visit count.
    await page.goto('about:blank');
    const [opened, closed]: [string[], string[]] = [[], []];
    page.on('websocket', (socket) => {
      opened.push(socket.url());
      socket.on('close', () => closed.push(socket.url()));
    });
    await page.goto(consoleUrl(`/datasets/${datasetId}`));
    await page
      .getByText(/^\d+ assets$/)
      .first()
      .waitFor();
    // ISSUER_TOKEN_SECONDS of this stack, and the five seconds by which clocks may differ.
    await eventually(() => expect(opened).toHaveLength(2), { withinMs: 55_000 });
    expect(closed).toHaveLength(1);
    await page.getByRole('link', { name: 'Billing' }).click();
    await page.getByText('By dataset').waitFor();
    await leave(context);
  }, 120_000);

  test.concurrent('scrolls 100,000 assets from end to end: every part is shown, and memory stays bounded', async () => {
    const { datasetId } = await aLargeDataset('globex', TOTAL);
    const { page, context, errors } = await visitAs('globex editor', `/datasets/${datasetId}`);
    const devTools = await context.newCDPSession(page);
    await devTools.send('Performance.enable');
    await page.getByText('100,000 assets').waitFor();
    expect((await shown(page))[0]).toBe(0);
    await page.mouse.move(600, 500);
    await page.evaluate(WATCH_FRAMES);

    await scrollTo(page, FIRST / TOTAL, 1_500);
    await shown(page);
    const first = await heapMb(devTools);
    for (let seen = PART; seen <= TOTAL; seen += PART) {
      await scrollTo(page, seen / TOTAL, 16_000);
      await shown(page);
    }
    expect((await shown(page)).at(-1)).toBe(TOTAL - 1);
    await page.locator('[role=gridcell] img').last().waitFor();
    const last = await heapMb(devTools);
    const longestGapMs = await page.evaluate<number>('window.longestGapMs');
    const measured = `heap ${first.toFixed(1)} MB, then ${last.toFixed(1)} MB; gap ${Math.round(longestGapMs)} ms`;
    expect(last, measured).toBeLessThan(1.5 * first);
    expect(last, measured).toBeLessThan(MAX_HEAP_MB);
    expect(longestGapMs, measured).toBeLessThan(MAX_GAP_MS * headroom());
    expect(errors).toEqual([]);
    await leave(context);
  }, 240_000);
});
