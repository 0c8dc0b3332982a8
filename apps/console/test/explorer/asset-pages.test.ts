import { setImmediate } from 'node:timers/promises';
import { CombinedGraphQLErrors } from '@apollo/client';
import { eventually } from '@bucket-sync/shared/testing';
import { afterEach, expect, test, vi } from 'vitest';
import type { TileFragment } from '../../src/api/operations.generated.ts';
import { createAssetPages, type LoadedPage } from '../../src/explorer/asset-pages.ts';

/** A dataset of `total` assets, read as from the service: after a cursor, with at most 10,000 skipped. */
function aDataset(total: number) {
  const requests: { skip: number; first: number }[] = [];
  const load = async (from: { after: string | null; skip: number; first: number }): Promise<LoadedPage> => {
    const { after, skip, first } = from;
    if (skip > 10_000) throw new Error('skip must be from 0 to 10000');
    requests.push({ skip, first });
    const start = (after === null ? 0 : Number(after) + 1) + skip;
    const ids = Array.from({ length: Math.max(0, Math.min(first, total - start)) }, (_, n) => start + n);
    return { assets: ids.map(anAsset), endCursor: ids.length > 0 ? String(ids.at(-1)) : null };
  };
  return { load, requests };
}

const anAsset = (n: number): TileFragment => ({
  __typename: 'Asset',
  id: String(n),
  filename: `${n}.jpg`,
  objectKey: `${n}.jpg`,
  mediaType: 'IMAGE',
  contentType: 'image/jpeg',
  sizeBytes: 1,
  etag: '',
  width: 1,
  height: 1,
  isConnected: true,
  bucketConnectionId: 'c',
  video: null,
  url: null,
});

const SCREEN = 60;

afterEach(() => {
  vi.useRealTimers();
});

test('scrolling 100,000 assets shows each at its position, in the memory of forty pages', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const total = 100_000;
  const pages = createAssetPages(aDataset(total).load);
  for (let first = 0; first < total; first += SCREEN) {
    const last = Math.min(first + SCREEN, total) - 1;
    pages.show(Math.max(0, first - 1), last);
    await vi.advanceTimersByTimeAsync(200);
    expect(pages.at(last)?.id).toBe(String(last));
    expect(pages.size()).toBeLessThanOrEqual(41);
  }
});

test('a jump of the scroll bar among a million assets takes a request for each 9,000 skipped assets', async () => {
  const dataset = aDataset(1_000_000);
  const pages = createAssetPages(dataset.load);
  pages.show(900_000, 900_010);
  await eventually(() => expect(pages.at(900_007)?.id).toBe('900007'));
  expect(dataset.requests.length).toBeLessThanOrEqual(102);
  dataset.requests.length = 0;
  // The cursors of the way back are known.
  pages.show(450_000, 450_010);
  await eventually(() => expect(pages.at(450_003)?.id).toBe('450003'));
  expect(dataset.requests).toHaveLength(1);
});

test('a page that could not be read is read again on request, and the reason is kept meanwhile', async () => {
  let isDown = true;
  const { load } = aDataset(10_000);
  const pages = createAssetPages(async (from) => {
    if (isDown) throw new Error('away');
    return load(from);
  });
  pages.show(600, 610);
  await eventually(() => expect(pages.failure()?.message).toBe('away'));
  isDown = false;
  pages.retry();
  await eventually(() => expect(pages.at(605)?.id).toBe('605'));
  expect(pages.failure()).toBeUndefined();
});

test('a page that the network lost is shown as failed, and is read again by itself', async () => {
  let isDown = true;
  const { load } = aDataset(100);
  const pages = createAssetPages(async (from) => {
    if (isDown) throw new TypeError('Failed to fetch');
    return load(from);
  });
  pages.show(0, 10);
  await eventually(() => expect(pages.failure()?.message).toBe('Failed to fetch'));
  isDown = false;
  await eventually(() => expect(pages.at(5)?.id).toBe('5'));
  expect(pages.failure()).toBeUndefined();
});

test('of the pages that the scroll bar passes, only those on which it stops are read', async () => {
  const dataset = aDataset(100_000);
  const pages = createAssetPages(dataset.load);
  for (let first = 0; first < 60_000; first += 10 * SCREEN) pages.show(first, first + SCREEN - 1);
  await eventually(() => expect(pages.at(59_459)?.id).toBe('59459'));
  // The first screen, whose read had begun, and the last.
  expect(dataset.requests.filter(({ first }) => first === SCREEN)).toHaveLength(2);
});

test('a refusal for too many requests ends by itself, and is no failure', async () => {
  const { load } = aDataset(100);
  let refusals = 0;
  const pages = createAssetPages(async (from) => {
    refusals += 1;
    if (refusals > 1) return load(from);
    const error = { message: 'slow down', extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 0.01 } };
    throw new CombinedGraphQLErrors({ errors: [error] });
  });
  pages.show(0, 10);
  await eventually(() => expect(pages.at(5)?.id).toBe('5'));
  expect([refusals, pages.failure()]).toEqual([2, undefined]);
});

test('a view that was closed and opened again reads the pages on its screen', async () => {
  const dataset = aDataset(100);
  const pages = createAssetPages(dataset.load);
  let changes = 0;
  pages.subscribe(() => {
    changes += 1;
  });
  const close = pages.open();
  pages.show(0, 70);
  close();
  pages.open();
  await eventually(() => expect(pages.at(70)?.id).toBe('70'));
  expect(changes).toBe(2);
});

test('a closed view reads nothing more', async () => {
  const dataset = aDataset(1_000_000);
  const pages = createAssetPages(dataset.load);
  const close = pages.open();
  pages.show(900_000, 900_010);
  close();
  await setImmediate();
  await setImmediate();
  expect(dataset.requests).toHaveLength(1);
});
