import { expect, test } from 'vitest';
import { aBatch, accepted, aVideo, skipped } from '../../testing/builders.ts';
import { openAssetsWorld } from '../support/assets-world.ts';

const world = await openAssetsWorld({ image: 1, video: 5 });

const bytes = { etag: 'v1', sizeBytes: 77 };
const rename = (fromKey: string, toKey: string, change = {}) => ({
  fromKey,
  toKey,
  ...bytes,
  lastModified: '2026-11-20T00:00:00.000Z',
  ...change,
});

const outcomesOf = async (batchId: string) =>
  (await world.outcomesOf(batchId))!.outcomes.map(({ objectKey, outcome }) => `${objectKey} ${outcome}`);

test('while renames are deferred, a new file with the bytes of another asset is not stored', async () => {
  const own = await world.anOrganization({ dataRowsLimit: 2 });
  await world.ingest(aBatch({ ...own, accepted: [accepted('old.jpg', bytes)] }));
  const batch = aBatch({
    ...own,
    renames: 'DEFER',
    accepted: [
      accepted('new.jpg', bytes),
      accepted('same-size.jpg', { ...bytes, etag: 'v2' }),
      accepted('same-etag.jpg', { ...bytes, sizeBytes: 78 }),
    ],
  });
  await world.ingest(batch);
  expect(await outcomesOf(batch.batchId)).toEqual([
    'same-etag.jpg ADDED',
    'same-size.jpg SKIPPED',
    'new.jpg RENAME_POSSIBLE',
  ]);
  expect(await world.assetKeys(own.organizationId)).toEqual(['old.jpg', 'same-etag.jpg']);
});

test('the bytes of an asset of another connection are no rename', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, connectionId: 'c1', accepted: [accepted('old.jpg', bytes)] }));
  const batch = aBatch({ ...own, connectionId: 'c2', renames: 'DEFER', accepted: [accepted('new.jpg', bytes)] });
  await world.ingest(batch);
  expect(await outcomesOf(batch.batchId)).toEqual(['new.jpg ADDED']);
});

test('a renamed asset keeps its id, is announced with both keys, and costs no data row', async () => {
  const own = await world.anOrganization({ dataRowsLimit: 5 });
  await world.ingest(aBatch({ ...own, accepted: [accepted('old.mp4', { ...bytes, media: aVideo })] }));
  const [before] = await world.listAssets(own);
  const batch = aBatch({ ...own, runId: 'run-2', renamed: [rename('old.mp4', 'new/name.mp4')] });
  await world.ingest(batch);
  const lastModified = new Date('2026-11-20T00:00:00.000Z');
  expect(await world.listAssets(own)).toEqual([{ ...before, objectKey: 'new/name.mp4', lastModified }]);
  expect((await world.outcomesOf(batch.batchId))?.outcomes).toEqual([
    { objectKey: 'new/name.mp4', ...bytes, outcome: 'UPDATED', reason: null, renamedFrom: 'old.mp4' },
  ]);
  const event = (await world.publicEvents(own.organizationId)).find(
    ({ type }) => type === 'bucketsync.asset.renamed.v1',
  );
  expect(event).toMatchObject({
    data: { assetId: before?.id, objectKey: 'new/name.mp4', previousKey: 'old.mp4', runId: 'run-2' },
  });
  expect((await world.dataRowEntries(own.organizationId))[1]).toMatchObject({
    assetId: before?.id,
    kind: 'WAIVER',
    reason: 'RENAMED',
    rows: 5,
  });
  expect(await world.dataRowsUsed(own.organizationId)).toBe(5);
});

test('a rename is refused when the asset changed or the new key has one; the file can then be added', async () => {
  const own = await world.anOrganization();
  const [changed, taken] = [accepted('changed', { ...bytes, etag: 'v2' }), accepted('taken', bytes)];
  await world.ingest(aBatch({ ...own, accepted: [accepted('old', bytes), changed, taken] }));
  const batch = aBatch({ ...own, renamed: [rename('gone', 'a'), rename('changed', 'b'), rename('old', 'taken')] });
  await world.ingest(batch);
  expect(await outcomesOf(batch.batchId)).toEqual(['a RENAME_REFUSED', 'b RENAME_REFUSED', 'taken RENAME_REFUSED']);
  expect(await world.assetKeys(own.organizationId)).toEqual(['changed', 'old', 'taken']);
  await world.ingest(aBatch({ ...own, accepted: [accepted('a', bytes)] }));
  expect(await world.assetKeys(own.organizationId)).toEqual(['a', 'changed', 'old', 'taken']);
});

test('a file is no longer skipped under its old or new key once its asset is renamed', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, accepted: [accepted('old', bytes)] }));
  await world.ingest(aBatch({ ...own, skipped: [skipped('old', 'GONE_DURING_SYNC'), skipped('new')] }));
  await world.ingest(aBatch({ ...own, renamed: [rename('old', 'new')] }));
  expect(await world.skippedKeys(own.organizationId)).toEqual([]);
  expect(await world.library.countsOfConnections(own.organizationId, ['connection-1'])).toEqual(
    new Map([['connection-1', { assets: 1, skipped: 0 }]]),
  );
});

test('a withdrawn file whose key then was the old key of a rename is charged in a later month', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg'), accepted('b.jpg', bytes)] }));
  await world.ingest(aBatch({ ...own, skipped: [skipped('a.jpg')] }));
  await world.ingest(aBatch({ ...own, renamed: [rename('b.jpg', 'a.jpg')] }));
  await world.ingest(aBatch({ ...own, renamed: [rename('a.jpg', 'c.jpg')] }));
  const { now } = world.clock;
  world.clock.now = new Date('2026-12-15T12:00:00Z');
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg')] }));
  world.clock.now = now;
  expect(await world.dataRowsUsed(own.organizationId)).toBe(3);
});

test('a batch that is redelivered renames nothing twice', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, accepted: [accepted('old', bytes)] }));
  const batch = aBatch({ ...own, renamed: [rename('old', 'new')] });
  await world.ingest(batch);
  await world.ingest(batch);
  expect(await outcomesOf(batch.batchId)).toEqual(['new UPDATED']);
});

test('a file that returns to its old key with its old bytes is not a rename of its copy', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, accepted: [accepted('a', bytes), accepted('copy', bytes)] }));
  await world.ingest(aBatch({ ...own, removed: ['a'] }));
  const batch = aBatch({ ...own, renames: 'DEFER', accepted: [accepted('a', bytes)] });
  await world.ingest(batch);
  expect(await outcomesOf(batch.batchId)).toEqual(['a ADDED']);
});
