import { afterAll, expect, test, vi } from 'vitest';

// There the new month, which is counted in UTC, begins on the evening of November 30.
process.env.TZ = 'America/New_York';
vi.resetModules();
afterAll(() => vi.resetModules());
const { rowsForecast } = await import('../../../src/sync/preview/rows-forecast.ts');

const RENEWAL = '2026-12-01T00:00:00Z';
const forecast = (isComplete: boolean, dataRowsNeeded: number, dataRowsLeft: number) =>
  rowsForecast({ isComplete, dataRowsNeeded, dataRowsLeft }, RENEWAL);

test('a sync that needs no more data rows than are left has enough of them', () => {
  const { isEnough, text } = forecast(true, 80, 80);
  expect(isEnough).toBe(true);
  expect(text).toMatch(/needs up to 80 data rows; you have 80 left this month\. New ones come on Dec 1, 2026/);
});

test('a sync that needs none says so, without the renewal', () => {
  expect(forecast(true, 0, 80)).toEqual({
    isEnough: true,
    text: 'A sync now needs no data row; you have 80 left this month.',
  });
});

test('a sync that needs more names both numbers, the renewal and what happens to the other files', () => {
  const { isEnough, text } = forecast(true, 1_200, 1);
  expect(isEnough).toBe(false);
  expect(text).toMatch(/needs up to 1,200 data rows; you have 1 left .* are skipped.* first sync after Dec 1, 2026/);
});

test('the preview of a part of a bucket does not promise that the data rows are enough', () => {
  expect(forecast(false, 50_000, 90_000).text).toMatch(/counted so far need up to 50,000 data rows, the rest more/);
});
