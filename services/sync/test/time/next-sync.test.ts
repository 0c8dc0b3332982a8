import { expect, test } from 'vitest';
import type { ScheduleRule } from '../../src/domain/schedule.ts';
import { isTimeZone, nextSyncAt } from '../../src/time/next-sync.ts';

const DAILY: ScheduleRule = { interval: 'DAILY', atTime: '02:30', timeZone: 'Europe/Berlin' };
const SPREAD_MS = 300_000;

/** The times of the next syncs, each computed at the previous time, without the connection's own delay. */
function timesAfter(rule: ScheduleRule, from: string, count: number): string[] {
  const connectionId = 'one of many';
  // Without daylight saving a daily sync at midnight tells the delay of the connection.
  const midnight = nextSyncAt({ interval: 'DAILY', atTime: '00:00', timeZone: 'UTC' }, connectionId, new Date(0));
  const delayMs = midnight.getTime() % SPREAD_MS;
  const times: string[] = [];
  for (let now = new Date(from); times.length < count; ) {
    now = nextSyncAt(rule, connectionId, now);
    times.push(new Date(now.getTime() - delayMs).toISOString());
  }
  return times;
}

test('a daily sync keeps its local time when daylight saving ends, and runs once when that time occurs twice', () => {
  expect(timesAfter(DAILY, '2026-10-23T12:00:00Z', 3)).toEqual([
    '2026-10-24T00:30:00.000Z',
    '2026-10-25T00:30:00.000Z',
    '2026-10-26T01:30:00.000Z',
  ]);
});

test('a daily sync comes an hour later by the clock in the night that skips its time', () => {
  expect(timesAfter(DAILY, '2026-03-27T12:00:00Z', 3)).toEqual([
    '2026-03-28T01:30:00.000Z',
    '2026-03-29T01:30:00.000Z',
    '2026-03-30T00:30:00.000Z',
  ]);
});

test('a weekly sync comes on its local weekday, also where that is another day in UTC', () => {
  const rule: ScheduleRule = { interval: 'WEEKLY', weekday: 'MONDAY', atTime: '06:15', timeZone: 'Pacific/Auckland' };
  expect(timesAfter(rule, '2026-11-27T00:00:00Z', 2)).toEqual(['2026-11-29T17:15:00.000Z', '2026-12-06T17:15:00.000Z']);
});

test('a zone with a half-hour jump is right', () => {
  const rule: ScheduleRule = { interval: 'DAILY', atTime: '02:15', timeZone: 'Australia/Lord_Howe' };
  // On 4 October 2026 the clock jumps from 02:00 to 02:30.
  expect(timesAfter(rule, '2026-10-03T00:00:00Z', 2)).toEqual(['2026-10-03T15:45:00.000Z', '2026-10-04T15:15:00.000Z']);
});

test('hourly syncs come every hour, at a minute of the connection', () => {
  const rule: ScheduleRule = { interval: 'HOURLY', timeZone: 'UTC' };
  const now = new Date('2026-11-27T13:59:59Z');
  const first = nextSyncAt(rule, 'a', now);
  expect(first.getTime() - now.getTime()).toBeLessThanOrEqual(3_600_000);
  expect(nextSyncAt(rule, 'a', first).getTime() - first.getTime()).toBe(3_600_000);
});

test('a thousand connections with the same daily time are spread over five minutes', () => {
  const now = new Date('2026-11-27T12:00:00Z');
  const rule: ScheduleRule = { interval: 'DAILY', atTime: '03:00', timeZone: 'UTC' };
  const from = Date.parse('2026-11-28T03:00:00Z');
  const delays = Array.from({ length: 1_000 }, (_, n) => nextSyncAt(rule, `connection ${n}`, now).getTime() - from);
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...delays)).toBeLessThan(SPREAD_MS);
  const perMinute = [0, 1, 2, 3, 4].map((minute) => delays.filter((ms) => Math.floor(ms / 60_000) === minute).length);
  expect(Math.min(...perMinute)).toBeGreaterThan(100);
});

test('the next time is always later than now', () => {
  const rule: ScheduleRule = { interval: 'DAILY', atTime: '00:00', timeZone: 'Asia/Kolkata' };
  for (let minute = 0; minute < 3 * 24 * 60; minute += 1) {
    const now = new Date(Date.parse('2026-11-27T00:00:00Z') + minute * 60_000);
    const ahead = nextSyncAt(rule, 'x', now).getTime() - now.getTime();
    expect(ahead).toBeGreaterThan(0);
    expect(ahead).toBeLessThanOrEqual(24 * 3_600_000);
  }
});

test('only names of the time zone database are time zones', () => {
  const good = ['UTC', 'Asia/Singapore', 'America/Argentina/Buenos_Aires', 'europe/berlin'];
  expect(good.filter(isTimeZone)).toEqual(good);
  expect(['', '+08:00', 'Mars/Olympus', 'Berlin', 'UTC+8', '../etc'].filter(isTimeZone)).toEqual([]);
});
