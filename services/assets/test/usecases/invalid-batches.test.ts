import { codeOf } from '@bucket-sync/shared/errors';
import { newId } from '@bucket-sync/shared/ids';
import { expect, test } from 'vitest';
import { aBatch, accepted, anImage, aVideo, skipped } from '../../testing/builders.ts';
import { openAssetsWorld } from '../support/assets-world.ts';

const world = await openAssetsWorld();

const codeOfRefusal = (work: Promise<unknown>) => work.then(() => undefined, codeOf);

test.each([
  ['of another organization', async () => (await world.anOrganization()).datasetId],
  ['that does not exist', async () => newId()],
  ['whose id is none', async () => "x'; drop table assets; --"],
])('a batch with a dataset %s changes nothing', async (_, makeDatasetId) => {
  const own = await world.anOrganization();
  const datasetId = await makeDatasetId();
  const batch = aBatch({ ...own, datasetId, accepted: [accepted('a.jpg')], skipped: [skipped('b.jpg')] });
  expect(await codeOfRefusal(world.ingest(batch))).toBe('POISON_MESSAGE');
  expect(await world.outcomesOf(batch.batchId)).toBeUndefined();
  const { rows } = await world.pool.query(
    `select from assets where dataset_id::text = $1 or organization_id = $2
     union all select from skipped_files where dataset_id::text = $1 or organization_id = $2
     union all select from connections where organization_id = $2
     union all select from applied_batches where organization_id = $2
     union all select from data_row_usage where organization_id = $2`,
    [datasetId, own.organizationId],
  );
  expect(rows).toHaveLength(0);
});

test('a batch of one organization changes no asset of a connection of another one', async () => {
  const victim = await world.anOrganization();
  await world.ingest(aBatch({ ...victim, connectionId: 'c1', accepted: [accepted('a.jpg'), accepted('b.jpg')] }));
  const thief = await world.anOrganization();
  await world.ingest(
    aBatch({ ...thief, connectionId: 'c1', accepted: [accepted('a.jpg', { etag: 'evil' })], removed: ['b.jpg'] }),
  );
  const assets = await world.listAssets(victim);
  expect(assets.map(({ objectKey, etag }) => [objectKey, etag])).toEqual([
    ['a.jpg', 'e1'],
    ['b.jpg', 'e1'],
  ]);
});

test('two organizations can use the same batch id', async () => {
  const [one, other] = [await world.anOrganization(), await world.anOrganization()];
  const batchId = newId();
  await world.ingest(aBatch({ ...one, batchId, removed: ['x'] }));
  await world.ingest(aBatch({ ...other, batchId, accepted: [accepted('a.jpg')] }));
  expect(await world.assetKeys(other.organizationId)).toEqual(['a.jpg']);
});

test('a connection never fills two datasets', async () => {
  const own = await world.anOrganization();
  const second = await world.createDataset(own.organizationId, 'Second');
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg')] }));
  const batch = aBatch({ ...own, datasetId: 'id' in second ? second.id : '', accepted: [accepted('a.jpg')] });
  expect(await codeOfRefusal(world.ingest(batch))).toBe('POISON_MESSAGE');
  expect(await world.dataRowsUsed(own.organizationId)).toBe(1);
});

test.each([
  ['names a key twice', { accepted: [accepted('a')], removed: ['a'] }],
  ['names a key with NUL', { skipped: [skipped('a\0b')] }],
  ['names a key of more than 1,024 bytes', { removed: ['é'.repeat(513)] }],
])('a batch that %s changes nothing', async (_, change) => {
  const own = await world.anOrganization();
  const batch = aBatch({ ...own, ...change });
  expect(await codeOfRefusal(world.ingest(batch))).toBe('POISON_MESSAGE');
  expect(await world.outcomesOf(batch.batchId)).toBeUndefined();
});

test('a file whose numbers exceed 32 bits is skipped, and the others are ingested', async () => {
  const own = await world.anOrganization();
  const media = { ...anImage, width: 4_294_967_295 };
  const batch = aBatch({ ...own, accepted: [accepted('huge.png', { media }), accepted('a.jpg')] });
  await world.ingest(batch);
  expect(await world.assetKeys(own.organizationId)).toEqual(['a.jpg']);
  expect((await world.outcomesOf(batch.batchId))?.outcomes.find(({ outcome }) => outcome === 'SKIPPED')).toMatchObject({
    objectKey: 'huge.png',
    reason: 'TOO_LARGE',
  });
});

test('NUL bytes in the facts of a file do not stop a batch', async () => {
  const own = await world.anOrganization();
  const media = { ...aVideo, video: { ...aVideo.video!, majorBrand: 'qt\0\0' } };
  const detail = 'major brand \0\0\0\0';
  await world.ingest(
    aBatch({ ...own, accepted: [accepted('a.mov', { media })], skipped: [skipped('b.mp4', 'CORRUPT', { detail })] }),
  );
  expect(await world.assetKeys(own.organizationId)).toEqual(['a.mov']);
  expect(await world.skippedKeys(own.organizationId)).toEqual(['b.mp4']);
});

test('the assets of a removed connection stay, and its batches in flight are not ingested', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg')] }));
  await world.markRemoved(own.organizationId, 'connection-1');
  await world.markRemoved(own.organizationId, 'connection-1');
  await world.ingest(aBatch({ ...own, accepted: [accepted('b.jpg')] }));
  const assets = await world.listAssets(own);
  expect(assets.map(({ objectKey, isConnected }) => [objectKey, isConnected])).toEqual([['a.jpg', false]]);
});

test('a removal by another organization disconnects nothing', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, connectionId: 'c9', accepted: [accepted('a.jpg')] }));
  await world.markRemoved((await world.anOrganization()).organizationId, 'c9');
  const [asset] = await world.listAssets(own);
  expect(asset?.isConnected).toBe(true);
});
