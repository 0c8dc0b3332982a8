import { expect, test } from 'vitest';
import { aBatch, accepted, keys, skipped } from '../../testing/builders.ts';
import { openAssetsWorld } from '../support/assets-world.ts';

const world = await openAssetsWorld();

const first = { connectionId: 'first', bucketName: 'photos' };
const second = { connectionId: 'second', bucketName: 'photos' };
const all = keys(5).map((each) => accepted(each));

const countsOf = async (organizationId: string) =>
  Object.fromEntries(await world.library.countsOfConnections(organizationId, ['first', 'second', 'third']));

test('a connection that is removed and added again adopts its assets: same ids, no data row', async () => {
  const own = await world.anOrganization({ dataRowsLimit: 5 });
  await world.ingest(aBatch({ ...own, ...first, accepted: all }));
  const before = await world.listAssets(own);
  await world.markRemoved(own.organizationId, 'first');
  const batch = aBatch({ ...own, ...second, accepted: all });
  await world.ingest(batch);
  expect(await world.listAssets(own)).toEqual(
    before.map((asset) => ({ ...asset, connectionId: 'second', isConnected: true })),
  );
  expect(await world.dataRowsUsed(own.organizationId)).toBe(5);
  expect(await countsOf(own.organizationId)).toEqual({
    first: { assets: 0, skipped: 0 },
    second: { assets: 5, skipped: 0 },
  });
  expect((await world.outcomesOf(batch.batchId))?.outcomes.map(({ outcome }) => outcome)).toEqual(
    Array.from({ length: 5 }, () => 'UPDATED'),
  );
  const entries = (await world.dataRowEntries(own.organizationId)).map(({ kind, reason }) => `${kind} ${reason}`);
  expect(new Set(entries)).toEqual(new Set(['CHARGE NEW', 'WAIVER ADOPTED']));
});

test('a connection adopts assets of its own bucket only, and never those of a connection in use', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, ...first, accepted: all.slice(0, 2) }));
  await world.ingest(aBatch({ ...own, ...second, accepted: all.slice(0, 1) }));
  expect(await countsOf(own.organizationId)).toMatchObject({ first: { assets: 2 }, second: { assets: 1 } });
  await world.markRemoved(own.organizationId, 'first');
  await world.ingest(aBatch({ ...own, connectionId: 'third', bucketName: 'other', accepted: all }));
  expect(await countsOf(own.organizationId)).toMatchObject({ first: { assets: 2 }, third: { assets: 5 } });
  expect(await world.dataRowsUsed(own.organizationId)).toBe(8);
});

test('a file that was withdrawn under a removed connection returns under the next one with its id', async () => {
  const own = await world.anOrganization({ dataRowsLimit: 5 });
  await world.ingest(aBatch({ ...own, ...first, accepted: all }));
  const before = (await world.listAssets(own)).map(({ id }) => id);
  await world.ingest(aBatch({ ...own, ...first, skipped: [skipped(keys(1)[0]!)] }));
  await world.markRemoved(own.organizationId, 'first');
  await world.ingest(aBatch({ ...own, ...second, accepted: all }));
  expect((await world.listAssets(own)).map(({ id }) => id)).toEqual(before);
  expect(await world.dataRowsUsed(own.organizationId)).toBe(5);
});

test('a file withdrawn under a removed connection and deleted under the next is charged in a later month', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, ...first, accepted: all }));
  const [{ objectKey }] = all as [(typeof all)[0]];
  await world.ingest(aBatch({ ...own, ...first, skipped: [skipped(objectKey)] }));
  await world.markRemoved(own.organizationId, 'first');
  await world.ingest(aBatch({ ...own, ...second, skipped: [skipped(objectKey)] }));
  await world.ingest(aBatch({ ...own, ...second, removed: [objectKey] }));
  world.clock.now = new Date('2026-12-15T12:00:00Z');
  await world.ingest(aBatch({ ...own, ...second, accepted: all.slice(0, 1) }));
  world.clock.now = new Date('2026-11-15T12:00:00Z');
  expect(await world.dataRowsUsed(own.organizationId)).toBe(6);
});

test('of two connections that find the same files concurrently, one adopts each asset', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, ...first, accepted: all }));
  await world.ingest(aBatch({ ...own, ...first, removed: [all[0]!.objectKey] }));
  await world.markRemoved(own.organizationId, 'first');
  const both = [second, { ...second, connectionId: 'third' }];
  await Promise.all(both.map((each) => world.ingest(aBatch({ ...own, ...each, accepted: all }))));
  const assets = await world.listAssets(own);
  expect(assets).toHaveLength(10);
  expect(new Set(assets.map(({ id }) => id)).size).toBe(10);
  expect(await world.dataRowsUsed(own.organizationId)).toBe(10);
  expect(await countsOf(own.organizationId)).toMatchObject({ first: { assets: 0 }, second: { assets: 5 } });
});
