import { expect, test } from 'vitest';
import { createConcurrencyLimit } from '../../src/aws/index.ts';
import { width } from '../support/width.ts';

const OURS = { organizationId: 'acme', connectionId: 'ours' };
const THEIRS = { organizationId: 'acme', connectionId: 'theirs' };
const TEN_MINUTES_MS = 600_000;

test('each SlowDown halves the limit, down to one, and successful reads raise it step by step', async () => {
  const limit = createConcurrencyLimit(64);
  expect(await width(limit, OURS)).toBe(64);
  limit.backOff(OURS);
  expect(await width(limit, OURS)).toBe(32);
  for (let n = 0; n < 10; n += 1) limit.backOff(OURS);
  expect(await width(limit, OURS)).toBe(1);
  for (let n = 0; n < 200; n += 1) limit.recover(OURS);
  expect(await width(limit, OURS)).toBe(3);
  for (let n = 0; n < 100_000; n += 1) limit.recover(OURS);
  expect(await width(limit, OURS)).toBe(64);
});

test('a SlowDown of one bucket changes the limit of no other connection', async () => {
  const limit = createConcurrencyLimit(64);
  for (let n = 0; n < 10; n += 1) limit.backOff(OURS);
  for (let n = 0; n < 100_000; n += 1) limit.recover(THEIRS);
  expect([await width(limit, OURS), await width(limit, THEIRS)]).toEqual([1, 64]);
});

test('all connections together stay within the limit of the process', async () => {
  const third = { ...OURS, connectionId: 'a third' };
  expect(await width(createConcurrencyLimit(64), OURS, THEIRS, third)).toBe(64);
});

test('a waiting object releases its slot to another connection', async () => {
  const limit = createConcurrencyLimit(1);
  const waited = Promise.withResolvers<void>();
  const waiting = limit.run(OURS, () => limit.releaseSlotWhile(waited.promise));
  expect(await limit.run(THEIRS, async () => 'read meanwhile')).toBe('read meanwhile');
  waited.resolve();
  await waiting;
  expect(await width(limit, OURS, THEIRS)).toBe(1);
});

test('a limit is kept for ten minutes, and after that only while objects are in flight', async () => {
  let now = 0;
  const limit = createConcurrencyLimit(64, () => now);
  const another = () => limit.run({ ...OURS, connectionId: `seen at ${now}` }, async () => {});
  for (let n = 0; n < 10; n += 1) limit.backOff(OURS);
  now += TEN_MINUTES_MS;
  await another();
  expect(await width(limit, OURS)).toBe(1);

  const finish = Promise.withResolvers<void>();
  const inFlight = limit.run(OURS, () => finish.promise);
  now += TEN_MINUTES_MS + 1;
  await another();
  finish.resolve();
  await inFlight;
  expect(await width(limit, OURS)).toBe(1);

  now += TEN_MINUTES_MS + 1;
  await another();
  expect(await width(limit, OURS)).toBe(64);
});
