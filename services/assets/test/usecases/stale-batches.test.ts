import { type AssetsHeld, assetsHeld, batchIngested } from '@bucket-sync/shared/contracts';
import { newId } from '@bucket-sync/shared/ids';
import { expect, test } from 'vitest';
import { aBatch, accepted, skipped } from '../../testing/builders.ts';
import { openAssetsWorld } from '../support/assets-world.ts';

const world = await openAssetsWorld();

/** All stored data of an organization that a batch could change. */
async function everythingOf({ organizationId, datasetId }: { organizationId: string; datasetId: string }) {
  return {
    assets: await world.listAssets({ organizationId, datasetId }),
    skipped: await world.skippedKeys(organizationId),
    rows: await world.dataRowsUsed(organizationId),
    events: await world.publicEvents(organizationId),
  };
}

test('a batch that was in flight when a later run started changes nothing and gets its outcomes', async () => {
  const own = await world.anOrganization();
  const [earlier, later] = [
    { ...own, runId: 'earlier', runOrdinal: 7 },
    { ...own, runId: 'later', runOrdinal: 9 },
  ];
  await world.ingest(aBatch({ ...earlier, accepted: [accepted('stays.jpg'), accepted('x.jpg', { etag: 'v1' })] }));
  // The later run starts, with its empty opening batch or with its first verdicts.
  await world.ingest(aBatch(later));
  const before = await everythingOf(own);

  const late = aBatch({
    ...earlier,
    accepted: [accepted('x.jpg', { etag: 'v0' }), accepted('new.jpg')],
    skipped: [skipped('bad.jpg')],
    removed: ['stays.jpg'],
  });
  await world.ingest(late);
  expect(await everythingOf(own)).toEqual(before);
  expect(await world.outcomesOf(late.batchId)).toMatchObject({ outcomes: [], cost: late.cost, newestRun: 9 });

  await world.ingest(aBatch({ ...later, accepted: [accepted('x.jpg', { etag: 'v2' })] }));
  expect((await world.listAssets(own)).map(({ objectKey, etag }) => [objectKey, etag])).toEqual([
    ['stays.jpg', 'e1'],
    ['x.jpg', 'v2'],
  ]);
});

test('a run makes no batch of another connection of the dataset stale', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, connectionId: 'one', runOrdinal: 9 }));
  await world.ingest(aBatch({ ...own, connectionId: 'two', runOrdinal: 7, accepted: [accepted('a.jpg')] }));
  expect(await world.assetKeys(own.organizationId)).toEqual(['a.jpg']);
});

test('no batch of a removed connection is ingested, and no data row is used', async () => {
  const own = await world.anOrganization();
  const batch = aBatch({ ...own, connectionId: 'gone', accepted: [accepted('a.jpg')] });
  await world.markRemoved(own.organizationId, 'gone');
  await world.ingest(batch);
  expect(await everythingOf(own)).toEqual({ assets: [], skipped: [], rows: 0, events: [] });
  expect(await world.outcomesOf(batch.batchId)).toMatchObject({ outcomes: [] });
});

test('the batch that opens a run is answered with the number of assets, so that sync notices lost ones', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, runOrdinal: 1, accepted: [accepted('a.jpg'), accepted('b.jpg')] }));
  const opening = aBatch({ ...own, runOrdinal: 2 });
  await world.ingest(opening);
  expect(await world.outcomesOf(opening.batchId)).toMatchObject({ outcomes: [], assetCount: 2 });
});

test('an opening that asks for the assets is answered after all of them, and of no other connection', async () => {
  const own = await world.anOrganization();
  const connectionId = newId();
  const keys = Array.from({ length: 1_001 }, (_, n) => `${String(n).padStart(4, '0')}.jpg`);
  for (const part of [keys.slice(0, 600), keys.slice(600)]) {
    await world.ingest(aBatch({ ...own, connectionId, accepted: part.map((key) => accepted(key)) }));
  }
  await world.ingest(aBatch({ ...own, connectionId: newId(), accepted: [accepted('other.jpg')] }));
  const opening = aBatch({ ...own, connectionId, runOrdinal: 2, tellAssets: true });
  await world.ingest(opening);
  const messages = await world.messagesAbout(opening.batchId);
  const lastOfFirst = keys[999];
  expect(messages.map(({ type }) => type)).toEqual([assetsHeld.type, assetsHeld.type, batchIngested.type]);
  expect(messages[0]!.data).toMatchObject({ connectionId, after: null, upTo: lastOfFirst });
  expect(messages[1]!.data).toMatchObject({ connectionId, after: lastOfFirst, upTo: null });
  const told = messages.slice(0, 2).flatMap(({ data }) => data.assets as AssetsHeld['assets']);
  expect(told).toEqual(keys.map((objectKey) => ({ objectKey, etag: 'e1', sizeBytes: expect.any(Number) })));
});

test('a connection without assets tells so', async () => {
  const opening = aBatch({ ...(await world.anOrganization()), tellAssets: true });
  await world.ingest(opening);
  const [held] = await world.messagesAbout(opening.batchId);
  expect(held).toMatchObject({ type: assetsHeld.type, data: { after: null, upTo: null, assets: [] } });
});
