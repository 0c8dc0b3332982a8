import { compareKeys } from '@bucket-sync/shared/aws';
import { AppError } from '@bucket-sync/shared/errors';
import { expect, test } from 'vitest';
import { keyJustBefore } from '../../../src/domain/listing/key-space.ts';
import type { Run } from '../../../src/domain/run/run.ts';
import { aJob, anObject, EVERY_KEY } from '../../support/builders.ts';
import { openLedger } from '../../support/ledger.ts';
import { listedSyncs } from '../../support/listed-syncs.ts';

const { pool, ledger } = await openLedger();

const numbered = (count: number, folder = 'a') =>
  Array.from({ length: count }, (_, n) => anObject(`${folder}/${String(n).padStart(5, '0')}.jpg`));
const keysOf = (objects: readonly { key: string }[]) => objects.map(({ key }) => key);

/** A person decides to remove the missing files. By then the bucket holds `objects`. */
const removeOnce = (objects: ReturnType<typeof numbered>) => async (held: Run) => {
  await ledger.decideRemovals(held.organizationId, held.id, 'REMOVE');
  return objects;
};

const syncsOf = async (objects: ReturnType<typeof numbered>) => {
  const connection = aJob();
  const sync = listedSyncs(ledger, pool, connection);
  await sync({ objects });
  const known = async () => {
    const range = { after: null, upTo: null, limit: 100_000 };
    return keysOf(await ledger.knownRange({ ...connection, runId: null }, range));
  };
  return { sync, known };
};

test('files that were put back before a person decided to remove them keep their assets', async () => {
  const objects = numbered(300);
  const { sync, known } = await syncsOf(objects);
  const { run, removed } = await sync({
    objects: objects.slice(0, 10),
    whenHeld: removeOnce(objects.filter((_, n) => n < 10 || n % 3 === 0)),
  });
  expect(removed).toEqual(keysOf(objects.filter((_, n) => n >= 10 && n % 3 !== 0)));
  expect(run).toMatchObject({ state: 'SUCCEEDED', counts: { missing: removed.length, removed: removed.length } });
  expect(await known()).toEqual(keysOf(objects.filter((_, n) => n < 10 || n % 3 === 0)));
});

test('a run whose missing files are all back removes nothing', async () => {
  const objects = numbered(50);
  const { sync, known } = await syncsOf(objects);
  const { run, removed } = await sync({
    objects: [],
    whenHeld: removeOnce(objects),
  });
  expect(removed).toEqual([]);
  expect(run).toMatchObject({ state: 'SUCCEEDED', counts: { missing: 0, removed: 0 } });
  expect(await known()).toEqual(keysOf(objects));
});

test('a file that was put back and deleted again is missing in the next sync', async () => {
  const objects = numbered(50);
  const { sync, known } = await syncsOf(objects);
  const without = objects.slice(20);
  await sync({ objects: without, whenHeld: removeOnce(objects) });
  const { removed } = await sync({
    objects: without,
    whenHeld: removeOnce(without),
  });
  expect(removed).toEqual(keysOf(objects.slice(0, 20)));
  expect(await known()).toEqual(keysOf(without));
});

test('files that the patterns exclude are removed although they are in the bucket', async () => {
  const objects = [...numbered(40), ...numbered(40, 'b')];
  const { sync, known } = await syncsOf(objects);
  const { removed } = await sync({
    objects,
    keyRule: { ...EVERY_KEY, excludePatterns: ['b/**'] },
    whenHeld: removeOnce(objects),
  });
  expect(removed).toHaveLength(40);
  expect(await known()).toEqual(keysOf(numbered(40)));
});

test('a missing folder takes few requests, however many files it had', async () => {
  const objects = [...numbered(20, 'a'), ...numbered(6_000, 'b'), ...numbered(20, 'c')];
  const { sync } = await syncsOf(objects);
  const left = objects.filter(({ key }) => !key.startsWith('b/'));
  let before = 0;
  const { removed, run, requests } = await sync({
    objects: left,
    async whenHeld(held) {
      before = held.counts.requestCount;
      return removeOnce(left)(held);
    },
  });
  expect(removed).toHaveLength(6_000);
  expect(run.counts.requestCount - before).toBeLessThanOrEqual(6_000 / 50);
  expect(requests).toBeLessThan(6_000 / 50 + 10);
});

test('a check that fails is repeated, and one that is delivered twice removes each file once', async () => {
  const objects = numbered(50);
  const { sync, known } = await syncsOf(objects);
  let slices = 0;
  const { run, removed } = await sync({
    objects: objects.slice(40),
    whenHeld: removeOnce(objects.slice(30)),
    async deliver(list) {
      slices += 1;
      // The first slice is that of the listing. The next is cut off by a process that stops.
      if (slices === 2) await expect(list(AbortSignal.abort())).rejects.toThrow();
      await list(new AbortController().signal);
      await list(new AbortController().signal);
    },
  });
  expect(removed).toEqual(keysOf(objects.slice(0, 30)));
  expect(run.counts).toMatchObject({ missing: 30, removed: 30 });
  expect(await known()).toEqual(keysOf(objects.slice(30)));
});

test('nothing is removed while the bucket cannot be listed', async () => {
  const objects = numbered(50);
  const { sync } = await syncsOf(objects);
  let isOutage = false;
  let waitingFor: string | null = null;
  const { run, removed } = await sync({
    objects: objects.slice(40),
    whenHeld: async (held) => {
      isOutage = true;
      return removeOnce(objects.slice(40))(held);
    },
    beforePage() {
      if (isOutage) throw new AppError('AWS_UNAVAILABLE', { why: 'an outage' });
    },
    async deliver(list) {
      await list(new AbortController().signal);
      if (!isOutage) return;
      const { rows } = await pool.query(`select * from listing_shards where state = 'PARKED' and retry_at is not null`);
      waitingFor = rows[0].waiting_for;
      isOutage = false;
      await pool.query('update listing_shards set retry_at = now() where run_id = $1', [rows[0].run_id]);
      await ledger.retryDueSlices();
    },
  });
  expect(waitingFor).toMatch(/^AWS does not deliver the listing/);
  expect(run).toMatchObject({ state: 'SUCCEEDED', counts: { removed: 40 } });
  expect(removed).toHaveLength(40);
});

test('a check that fails in the middle continues behind the files that it looked for', async () => {
  const objects = numbered(130);
  const { sync } = await syncsOf(objects);
  const left = objects.slice(120);
  let checks = 0;
  let pages = 0;
  const requestsOfCheck: number[] = [];
  const { run, removed } = await sync({
    objects: left,
    whenHeld: async (held) => {
      checks = 1;
      return removeOnce(left)(held);
    },
    beforePage() {
      pages += 1;
      // Three walks of 50 keys, a page each. The third fails.
      if (checks === 1 && pages === 3) throw new AppError('AWS_UNAVAILABLE', { why: 'an outage' });
    },
    async deliver(list) {
      pages = 0;
      await list(new AbortController().signal);
      if (checks === 0) return;
      requestsOfCheck.push(pages);
      checks += 1;
      await pool.query('update listing_shards set retry_at = now() where retry_at is not null');
      await ledger.retryDueSlices();
    },
  });
  expect(requestsOfCheck).toEqual([3, 1]);
  expect(removed).toEqual(keysOf(objects.slice(0, 120)));
  expect(run).toMatchObject({ state: 'SUCCEEDED', counts: { missing: 120, removed: 120 } });
});

test.each(['a', 'a/', 'a/é', 'a/\u{1f600}', 'a/\u{e000}', '\u{1}', ' ', 'x'.repeat(1_024)])(
  'a listing that starts just before %j begins with it',
  (key) => {
    const before = keyJustBefore(key);
    expect(before === null || compareKeys(before, key) < 0).toBe(true);
    expect(before?.isWellFormed() ?? true).toBe(true);
    expect(Buffer.byteLength(before ?? '')).toBeLessThanOrEqual(1_024);
  },
);
