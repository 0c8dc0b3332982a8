import { beforeEach, expect, test } from 'vitest';
import { aBatch, accepted, keys, skipped } from '../../testing/builders.ts';
import { type AssetsWorld, openAssetsWorld } from '../support/assets-world.ts';

const world = await openAssetsWorld();

beforeEach(() => {
  world.clock.now = new Date('2026-11-15T12:00:00Z');
});

type Own = Awaited<ReturnType<AssetsWorld['anOrganization']>>;

const idsOf = async (own: Own) =>
  Object.fromEntries((await world.listAssets(own)).map(({ objectKey, id }) => [objectKey, id]));

const typesOf = async (own: Own) =>
  (await world.publicEvents(own.organizationId))
    .map(({ type }) => type.split('.').slice(1, 3).join(' '))
    .filter((type) => type.startsWith('asset'));

const reasonsOf = async (own: Own) =>
  (await world.dataRowEntries(own.organizationId)).map(({ kind, reason, rows }) => `${kind} ${reason} ${rows}`);

test('forty assets whose files no longer fit are withdrawn, and return with their ids for no data row', async () => {
  const own = await world.anOrganization({ dataRowsLimit: 40 });
  await world.ingest(aBatch({ ...own, accepted: keys(40).map((each) => accepted(each)) }));
  const before = await idsOf(own);
  const spoiled = aBatch({ ...own, skipped: keys(40).map((each) => skipped(each)) });
  await world.ingest(spoiled);
  expect(await idsOf(own)).toEqual({});
  const { outcomes } = (await world.outcomesOf(spoiled.batchId))!;
  expect(outcomes).toHaveLength(40);
  for (const each of outcomes) expect(each).toMatchObject({ outcome: 'SKIPPED', withdrawn: true });

  world.clock.now = new Date('2027-03-01T00:00:00Z');
  const fixed = aBatch({ ...own, accepted: keys(40).map((each) => accepted(each, { etag: 'e2' })) });
  await world.ingest(fixed);
  expect(await idsOf(own)).toEqual(before);
  expect(await world.dataRowsUsed(own.organizationId)).toBe(40);
  expect((await reasonsOf(own)).slice(40)).toEqual(Array.from({ length: 40 }, () => 'WAIVER WITHDRAWN_RETURNED 1'));
  expect((await world.outcomesOf(fixed.batchId))?.outcomes.map(({ outcome }) => outcome)).toEqual(
    Array.from({ length: 40 }, () => 'ADDED'),
  );
});

test.each(['CORRUPT', 'EMPTY', 'ARCHIVED', 'KMS_DENIED', 'READ_DENIED', 'TOO_LARGE'] as const)(
  'an asset whose file is %s is withdrawn, and the event says why',
  async (reason) => {
    const own = await world.anOrganization();
    await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg')] }));
    const { 'a.jpg': id } = await idsOf(own);
    await world.ingest(aBatch({ ...own, runId: 'run-2', skipped: [skipped('a.jpg', reason)] }));
    expect(await world.skippedKeys(own.organizationId)).toEqual(['a.jpg']);
    const withdrawal = (await world.publicEvents(own.organizationId)).find(({ type }) => type.includes('withdrawn'));
    expect(withdrawal?.data).toMatchObject({ assetId: id, objectKey: 'a.jpg', reason, runId: 'run-2' });
  },
);

test('a deferred withdrawal changes only its outcome, and is applied when it is sent again', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg')] }));
  const before = await world.listAssets(own);
  const files = [skipped('a.jpg', 'CORRUPT', { etag: 'e2' }), skipped('new.jpg'), skipped('b', 'GONE_DURING_SYNC')];
  const deferred = aBatch({ ...own, withdraw: 'DEFER', skipped: files });
  await world.ingest(deferred);
  expect(await world.listAssets(own)).toEqual(before);
  expect(await world.skippedKeys(own.organizationId)).toEqual(['b', 'new.jpg']);
  const { outcomes } = (await world.outcomesOf(deferred.batchId))!;
  expect(outcomes.find(({ objectKey }) => objectKey === 'a.jpg')).toEqual({
    objectKey: 'a.jpg',
    etag: 'e2',
    sizeBytes: 1000,
    lastModified: '2026-11-01T08:00:00.000Z',
    outcome: 'WITHDRAWAL_DEFERRED',
    reason: 'CORRUPT',
  });
  await world.ingest(aBatch({ ...own, withdraw: 'APPLY', skipped: files.slice(0, 1) }));
  expect(await world.listAssets(own)).toEqual([]);
  expect(await world.skippedKeys(own.organizationId)).toEqual(['a.jpg', 'b', 'new.jpg']);
});

test('a file that is deleted and restored in the same month gets its id and addedAt for no data row', async () => {
  const own = await world.anOrganization({ dataRowsLimit: 1 });
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg')] }));
  const [before] = await world.listAssets(own);
  await world.ingest(aBatch({ ...own, removed: ['a.jpg'] }));
  world.clock.now = new Date('2026-11-30T23:59:59Z');
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg', { etag: 'other bytes' })] }));
  expect(await world.listAssets(own)).toEqual([{ ...before, etag: 'other bytes', updatedAt: world.clock.now }]);
  expect(await world.dataRowsUsed(own.organizationId)).toBe(1);
  expect(await typesOf(own)).toEqual(['asset added', 'asset removed', 'asset added']);
  expect(await reasonsOf(own)).toEqual(['CHARGE NEW 1', 'WAIVER RETURNED 1']);
});

test('a file that is restored in a later month is charged once in that month and keeps its id', async () => {
  const own = await world.anOrganization({ dataRowsLimit: 1 });
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg')] }));
  const before = await idsOf(own);
  for (let times = 0; times < 2; times += 1) {
    world.clock.now = new Date('2026-12-02T00:00:00Z');
    await world.ingest(aBatch({ ...own, removed: ['a.jpg'] }));
    await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg')] }));
  }
  expect(await idsOf(own)).toEqual(before);
  expect(await reasonsOf(own)).toEqual(['CHARGE NEW 1', 'CHARGE RETURNED 1', 'WAIVER RETURNED 1']);
  expect((await world.viewOrganization(own.organizationId)).dataRows).toMatchObject({ month: '2026-12', used: 1 });
});

test('a file that returns in a later month waits for data rows and then gets its id back', async () => {
  const own = await world.anOrganization({ dataRowsLimit: 1 });
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg')] }));
  const before = await idsOf(own);
  await world.ingest(aBatch({ ...own, removed: ['a.jpg'] }));
  world.clock.now = new Date('2026-12-02T00:00:00Z');
  await world.ingest(aBatch({ ...own, accepted: [accepted('0.jpg')] }));
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg')] }));
  expect(await world.skippedKeys(own.organizationId)).toEqual(['a.jpg']);
  await world.setLimit(own.organizationId, 2);
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg')] }));
  expect(await idsOf(own)).toMatchObject(before);
});

test('a withdrawn file that is deleted and restored in a later month is charged', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg')] }));
  await world.ingest(aBatch({ ...own, skipped: [skipped('a.jpg')] }));
  await world.ingest(aBatch({ ...own, removed: ['a.jpg'] }));
  world.clock.now = new Date('2026-12-02T00:00:00Z');
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg')] }));
  expect(await reasonsOf(own)).toEqual(['CHARGE NEW 1', 'CHARGE RETURNED 1']);
});
