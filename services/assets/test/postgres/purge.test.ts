import { newId } from '@bucket-sync/shared/ids';
import { expect, test } from 'vitest';
import { storeConnectionBucket } from '../../src/postgres/connection-store.ts';
import { aBatch, accepted } from '../../testing/builders.ts';
import { type AssetsWorld, openAssetsWorld } from '../support/assets-world.ts';

const DAY_MS = 86_400_000;

const world = await openAssetsWorld();

type Own = Awaited<ReturnType<AssetsWorld['anOrganization']>>;

async function deletedDataset(): Promise<Own> {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg')] }));
  await world.markRemoved(own.organizationId, 'connection-1');
  await world.deleteDataset(own.organizationId, own.datasetId);
  return own;
}
const isStored = async ({ datasetId }: Own) =>
  (await world.pool.query('select from datasets where id = $1', [datasetId])).rowCount === 1;

test('a deleted dataset is deleted after its last row, even if a portion of them is left after the days', async () => {
  const own = await deletedDataset();
  await world.pool.query(
    `insert into asset_deletions (organization_id, dataset_id, asset_id)
     select $1, $2, gen_random_uuid() from generate_series(1, 10001)`,
    [own.organizationId, own.datasetId],
  );
  world.clock.now = new Date(world.clock.now.getTime() + 36 * DAY_MS);
  expect(await world.background.purgeDatasets()).toEqual({ isMore: true });
  expect(await isStored(own)).toBe(true);
  expect(await world.background.purgeDatasets()).toEqual({ isMore: false });
  expect(await isStored(own)).toBe(false);
  const { rowCount } = await world.pool.query('select from asset_deletions');
  expect(rowCount).toBe(0);
});

test('a dataset whose rows cannot be deleted holds up no other one, and stays', async () => {
  const [broken, own] = [await deletedDataset(), await deletedDataset()];
  const table = 'keeps_an_asset';
  // A row that refers to an asset refuses its deletion.
  await world.pool.query(`
    create table ${table} (organization_id text collate "C", id uuid,
      foreign key (organization_id, id) references assets (organization_id, id))`);
  await world.pool.query(
    `insert into ${table} select organization_id, id from assets where organization_id = '${broken.organizationId}'`,
  );
  world.clock.now = new Date(world.clock.now.getTime() + 36 * DAY_MS);
  await world.background.purgeDatasets();
  expect(world.background.failures.splice(0)).toEqual([broken]);
  expect([await isStored(broken), await isStored(own)]).toEqual([true, false]);
  await world.pool.query(`drop table ${table}`);
  await world.background.purgeDatasets();
  expect(await isStored(broken)).toBe(false);
});

test('a deleted dataset stays while a connection names it: one was created while the dataset was deleted', async () => {
  const own = await deletedDataset();
  const late = { ...own, connectionId: newId(), bucketName: 'photos', prefix: '' };
  await storeConnectionBucket(world.pool, late);
  world.clock.now = new Date(world.clock.now.getTime() + 36 * DAY_MS);
  await world.background.purgeDatasets();
  expect(await isStored(own)).toBe(true);
  await world.markRemoved(own.organizationId, late.connectionId);
  await world.background.purgeDatasets();
  expect(await isStored(own)).toBe(false);
});
