import { expect, test } from 'vitest';
import { createPace } from '../../src/aws/index.ts';
import { width } from '../support/width.ts';

const OURS = { organizationId: 'acme', connectionId: 'ours' };
const THEIRS = { organizationId: 'acme', connectionId: 'theirs' };
const TEN_MINUTES_MS = 600_000;

test('each SlowDown halves what is under way, down to one, and good reads bring it back step by step', async () => {
  const pace = createPace(64);
  expect(await width(pace, OURS)).toBe(64);
  pace.slower(OURS);
  expect(await width(pace, OURS)).toBe(32);
  for (let n = 0; n < 10; n += 1) pace.slower(OURS);
  expect(await width(pace, OURS)).toBe(1);
  for (let n = 0; n < 200; n += 1) pace.faster(OURS);
  expect(await width(pace, OURS)).toBe(3);
  for (let n = 0; n < 100_000; n += 1) pace.faster(OURS);
  expect(await width(pace, OURS)).toBe(64);
});

test('a bucket that asks for less slows no other connection down, and speeds none up', async () => {
  const pace = createPace(64);
  for (let n = 0; n < 10; n += 1) pace.slower(OURS);
  for (let n = 0; n < 100_000; n += 1) pace.faster(THEIRS);
  expect([await width(pace, OURS), await width(pace, THEIRS)]).toEqual([1, 64]);
});

test('all connections together keep to the limit of the process', async () => {
  const third = { ...OURS, connectionId: 'a third' };
  expect(await width(createPace(64), OURS, THEIRS, third)).toBe(64);
});

test('one that only waits holds up nobody else', async () => {
  const pace = createPace(1);
  const waited = Promise.withResolvers<void>();
  const waiting = pace.run(OURS, () => pace.lendPlace(waited.promise));
  expect(await pace.run(THEIRS, async () => 'read meanwhile')).toBe('read meanwhile');
  waited.resolve();
  await waiting;
  expect(await width(pace, OURS, THEIRS)).toBe(1);
});

test('a pace is kept for ten minutes, and then only while something is under way', async () => {
  let now = 0;
  const pace = createPace(64, () => now);
  const another = () => pace.run({ ...OURS, connectionId: `seen at ${now}` }, async () => {});
  for (let n = 0; n < 10; n += 1) pace.slower(OURS);
  now += TEN_MINUTES_MS;
  await another();
  expect(await width(pace, OURS)).toBe(1);

  const finish = Promise.withResolvers<void>();
  const underWay = pace.run(OURS, () => finish.promise);
  now += TEN_MINUTES_MS + 1;
  await another();
  finish.resolve();
  await underWay;
  expect(await width(pace, OURS)).toBe(1);

  now += TEN_MINUTES_MS + 1;
  await another();
  expect(await width(pace, OURS)).toBe(64);
});
