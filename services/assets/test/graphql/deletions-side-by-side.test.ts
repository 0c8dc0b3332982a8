import { expect, test } from 'vitest';
import { aBatch, accepted, keys } from '../../testing/builders.ts';
import { type AssetsWorld, everyAsset } from '../support/assets-world.ts';
import { openSubgraphWorld } from '../support/subgraph-world.ts';

const { world, subgraph } = await openSubgraphWorld();

type Own = Awaited<ReturnType<AssetsWorld['anOrganization']>>;

const DELETE_ALL = `
  mutation ($id: ID!, $count: Int!) {
    deleteAssets(datasetId: $id, filter: {}, expectedCount: $count) {
      ... on DeletedAssets { count }
      ... on Problem { code message }
    }
  }`;

const deleteAll = async ({ organizationId, datasetId: id }: Own, count: number) =>
  (await subgraph.ask(organizationId, DELETE_ALL, { id, count })).deleteAssets;

async function withAssets(count: number): Promise<Own> {
  const own = await world.anOrganization();
  const files = keys(count).map((each) => accepted(each));
  for (let from = 0; from < count; from += 1_000) {
    await world.ingest(aBatch({ ...own, accepted: files.slice(from, from + 1_000) }));
  }
  return own;
}

const markAll = (own: Own, count: number) => world.deletions.markAssets({ ...own, filter: everyAsset }, count);

async function marksOf({ organizationId }: Own): Promise<number> {
  const { rows } = await world.pool.query('select count(*) from asset_deletions where organization_id = $1', [
    organizationId,
  ]);
  return rows[0].count;
}

test('marked assets of a dataset that is then deleted disturb no deletion, and go with the dataset', async () => {
  const [deleted, other] = [await withAssets(10), await withAssets(3)];
  await markAll(deleted, 10);
  await world.markRemoved(deleted.organizationId, 'connection-1');
  expect(await world.deleteDataset(deleted.organizationId, deleted.datasetId)).toEqual({ id: deleted.datasetId });
  expect((await world.publicEvents(deleted.organizationId)).at(-1)?.data).toMatchObject({ assetCount: 10 });

  expect(await deleteAll(other, 3)).toEqual({ count: 3 });
  expect(await world.assetKeys(other.organizationId)).toEqual([]);
  expect(await world.background.deleteMarkedAssets()).toEqual({ isMore: false });
  expect(await marksOf(deleted)).toBe(10);
  await world.background.purgeDatasets();
  expect([await marksOf(deleted), await world.assetKeys(deleted.organizationId)]).toEqual([0, []]);
  expect(world.background.failures).toEqual([]);
});

test('a dataset and its marked assets are deleted at the same time: each asset is announced or counted', async () => {
  const own = await withAssets(3_000);
  await markAll(own, 3_000);
  await world.markRemoved(own.organizationId, 'connection-1');
  await Promise.all([
    world.background.deleteMarkedAssets(),
    world.deleteDataset(own.organizationId, own.datasetId),
    world.background.deleteMarkedAssets(),
  ]);
  expect(world.background.failures).toEqual([]);
  const events = await world.publicEvents(own.organizationId);
  const removed = events.filter(({ type }) => type === 'bucketsync.asset.removed.v1').length;
  const deletion = events.find(({ type }) => type === 'bucketsync.dataset.deleted.v1');
  expect(removed + Number(deletion?.data.assetCount)).toBe(3_000);
});

test('a deletion does not wait for the assets that another organization marked before', async () => {
  const [large, own] = [await withAssets(4_001), await withAssets(2)];
  await markAll(large, 4_001);
  expect(await deleteAll(own, 2)).toEqual({ count: 2 });
  expect(await world.assetKeys(own.organizationId)).toEqual([]);
  expect(await marksOf(large)).toBe(4_001);
  // In the background, each organization has its turn.
  const small = await withAssets(2);
  await markAll(small, 2);
  expect(await world.background.deleteMarkedAssets()).toEqual({ isMore: true });
  expect([await marksOf(large), await marksOf(small)]).toEqual([2_001, 0]);
  while ((await world.background.deleteMarkedAssets()).isMore);
  expect(await world.assetKeys(large.organizationId)).toEqual([]);
});

test('deletions of one organization, however many, leave database connections to all others', async () => {
  const [many, other] = [await withAssets(3), await withAssets(1)];
  const { organizationId, datasetId } = many;
  const blocker = await world.pool.connect();
  await blocker.query('begin');
  await blocker.query('select from datasets where id = $1 for update', [datasetId]);
  await blocker.query('lock table asset_deletions in exclusive mode');
  const asked = Array.from({ length: 12 }, (_, at) =>
    at % 3 === 0 ? world.deleteDataset(organizationId, datasetId) : deleteAll(many, 3),
  );
  await world.ingest(aBatch({ ...other, accepted: [accepted('beside.jpg')] }));
  expect(await world.assetKeys(other.organizationId)).toContain('beside.jpg');
  await blocker.query('rollback');
  blocker.release();
  await Promise.all(asked);
});

test('assets that cannot be deleted hold up those of no other organization, and are tried again', async () => {
  const broken = await withAssets(3);
  const others = [await withAssets(2), await withAssets(2)];
  await world.pool.query('update connections set asset_count = 0 where organization_id = $1', [broken.organizationId]);
  await markAll(broken, 3);
  await markAll(others[0]!, 2);
  expect(await deleteAll(others[1]!, 2)).toEqual({ count: 2 });
  await world.background.deleteMarkedAssets();
  expect(world.background.failures.splice(0)).toEqual([broken]);
  for (const other of others) expect(await world.assetKeys(other.organizationId)).toEqual([]);
  await world.pool.query('update connections set asset_count = 3 where organization_id = $1', [broken.organizationId]);
  await world.background.deleteMarkedAssets();
  expect(await world.assetKeys(broken.organizationId)).toEqual([]);
});
