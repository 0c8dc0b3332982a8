import { expect, test } from 'vitest';
import { createConcurrencyLimit } from '../../src/aws/index.ts';
import { runOne, width } from '../support/width.ts';

const OURS = { organizationId: 'acme', connectionId: 'ours' };
const THEIRS = { organizationId: 'acme', connectionId: 'theirs' };
const TEN_MINUTES_MS = 600_000;

/** A limit that stays at `most` unless S3 answers SlowDown. */
const fixed = (most: number) => ({ connection: { start: most, most }, process: most });

test('a SlowDown of one bucket changes the limit of no other connection', async () => {
  const limit = createConcurrencyLimit(fixed(64));
  limit.backOff(OURS);
  expect([await width(limit, OURS), await width(limit, THEIRS)]).toEqual([32, 64]);
});

test('all connections together stay within the limit of the process', async () => {
  const third = { ...OURS, connectionId: 'a third' };
  expect(await width(createConcurrencyLimit(fixed(64)), OURS, THEIRS, third)).toBe(64);
});

test('a free slot goes to the connection with the fewest objects in flight', async () => {
  const limit = createConcurrencyLimit(fixed(2));
  const started: string[] = [];
  const finish: (() => void)[] = [];
  const work = (of: typeof OURS) => () => {
    started.push(of.connectionId);
    return new Promise<void>((resolve) => finish.push(resolve));
  };
  const all = [OURS, OURS, OURS, OURS, THEIRS].map((of) => runOne(limit, of, work(of)));
  finish.shift()!();
  await all[0];
  expect(started).toEqual(['ours', 'ours', 'theirs']);
  while (finish.length > 0) {
    finish.shift()!();
    await new Promise(setImmediate);
  }
  await Promise.all(all);
});

test('a failed object gives its slot back', async () => {
  const limit = createConcurrencyLimit(fixed(1));
  await expect(runOne(limit, OURS, () => Promise.reject(new Error('reset')))).rejects.toThrow('reset');
  expect(await width(limit, OURS)).toBe(1);
});

test('a waiting object releases its slot to another connection', async () => {
  const limit = createConcurrencyLimit(fixed(1));
  const waited = Promise.withResolvers<void>();
  const waiting = runOne(limit, OURS, () => limit.releaseSlotWhile(waited.promise));
  expect(await runOne(limit, THEIRS, async () => 'read meanwhile')).toBe('read meanwhile');
  waited.resolve();
  await waiting;
  expect(await width(limit, OURS, THEIRS)).toBe(1);
});

test('a limit is kept for ten minutes, and after that only while objects are in flight', async () => {
  let now = 0;
  const limit = createConcurrencyLimit(fixed(64), () => now);
  const another = () => runOne(limit, { ...OURS, connectionId: `seen at ${now}` }, async () => {});
  limit.backOff(OURS);
  now += TEN_MINUTES_MS;
  await another();
  expect(await width(limit, OURS)).toBe(32);

  const finish = Promise.withResolvers<void>();
  const inFlight = runOne(limit, OURS, () => finish.promise);
  now += TEN_MINUTES_MS + 1;
  await another();
  finish.resolve();
  await inFlight;
  expect(await width(limit, OURS)).toBe(32);

  now += TEN_MINUTES_MS + 1;
  await another();
  expect(await width(limit, OURS)).toBe(64);
});
