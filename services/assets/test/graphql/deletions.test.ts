import { assetsDeleted } from '@bucket-sync/shared/contracts';
import { waitingMessages } from '@bucket-sync/shared/testing';
import { expect, test } from 'vitest';
import { aBatch, accepted, keys, skipped } from '../../testing/builders.ts';
import type { AssetsWorld } from '../support/assets-world.ts';
import { openSubgraphWorld } from '../support/subgraph-world.ts';

const { world, subgraph } = await openSubgraphWorld();

type Own = Awaited<ReturnType<AssetsWorld['anOrganization']>>;

const DELETE_ASSETS = `
  mutation ($id: ID!, $filter: AssetFilter!, $count: Int!) {
    deleteAssets(datasetId: $id, filter: $filter, expectedCount: $count) {
      __typename
      ... on DeletedAssets { count }
      ... on Problem { code message field }
    }
  }`;
const DELETE_DATASET = `
  mutation ($id: ID!) {
    deleteDataset(id: $id) { __typename ... on DeletedDataset { id } ... on Problem { code message field } }
  }`;

const deleteAssets = async (own: Own, filter: object, count: number) =>
  (await subgraph.ask(own.organizationId, DELETE_ASSETS, { id: own.datasetId, filter, count })).deleteAssets;
const deleteDataset = async (organizationId: string, id: string) =>
  (await subgraph.ask(organizationId, DELETE_DATASET, { id })).deleteDataset;

const forgottenKeys = async (organizationId: string) => {
  const messages = await waitingMessages(world.pool);
  return messages
    .filter(({ type, data }) => type === assetsDeleted.type && data.organizationId === organizationId)
    .map(({ data }) => ({ connectionId: data.connectionId, keys: data.objectKeys }));
};

test('assets are deleted by their ids; an unknown id or an id of another dataset deletes nothing', async () => {
  const [own, other] = [await world.anOrganization(), await world.anOrganization()];
  for (const each of [own, other]) {
    await world.ingest(aBatch({ ...each, accepted: ['a.jpg', 'b.jpg', 'c.jpg'].map((key) => accepted(key)) }));
  }
  const { rows } = await world.pool.query(
    `select id from assets where object_key = 'a.jpg' and organization_id = any($1) order by organization_id = $2 desc`,
    [[own.organizationId, other.organizationId], own.organizationId],
  );
  const ids = [...rows.map(({ id }) => id), 'no id'];
  expect(await deleteAssets(own, { ids }, 1)).toEqual({ __typename: 'DeletedAssets', count: 1 });
  expect(await world.assetKeys(own.organizationId)).toEqual(['b.jpg', 'c.jpg']);
  expect(await world.assetKeys(other.organizationId)).toHaveLength(3);
});

test('assets that a filter finds are deleted, announced, and forgotten by the sync service', async () => {
  const own = await world.anOrganization();
  await world.ingest(
    aBatch({ ...own, connectionId: 'c1', accepted: ['a.jpg', 'b.jpg', 'x.png'].map((k) => accepted(k)) }),
  );
  await world.ingest(aBatch({ ...own, connectionId: 'c2', accepted: [accepted('c.jpg')] }));
  await world.markRemoved(own.organizationId, 'c2');
  expect(await deleteAssets(own, { search: '.JPG' }, 3)).toEqual({ __typename: 'DeletedAssets', count: 3 });
  expect(await world.assetKeys(own.organizationId)).toEqual(['x.png']);
  expect(await world.library.countsOfConnections(own.organizationId, ['c1', 'c2'])).toEqual(
    new Map([
      ['c1', { assets: 1, skipped: 0 }],
      ['c2', { assets: 0, skipped: 0 }],
    ]),
  );
  const removed = (await world.publicEvents(own.organizationId)).filter(({ type }) => type.includes('removed'));
  expect(removed.map(({ data }) => [data.objectKey, data.runId])).toEqual([
    ['a.jpg', null],
    ['b.jpg', null],
    ['c.jpg', null],
  ]);
  expect(await forgottenKeys(own.organizationId)).toEqual([{ connectionId: 'c1', keys: ['a.jpg', 'b.jpg'] }]);
});

test('a deleted file returns with the next sync: it has the same id and costs no data row in this month', async () => {
  const own = await world.anOrganization({ dataRowsLimit: 1 });
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg')] }));
  const before = await world.listAssets(own);
  await deleteAssets(own, {}, 1);
  await world.ingest(aBatch({ ...own, runId: 'run-2', accepted: [accepted('a.jpg')] }));
  expect(await world.listAssets(own)).toEqual(before);
  expect(await world.dataRowsUsed(own.organizationId)).toBe(1);
});

test('a deleted asset whose file was gone during the sync is skipped no more', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg'), accepted('b.jpg')] }));
  const gone = ['a.jpg', 'b.jpg'].map((key) => skipped(key, 'GONE_DURING_SYNC'));
  await world.ingest(aBatch({ ...own, runId: 'run-2', skipped: gone }));
  await deleteAssets(own, { objectKeys: ['a.jpg'] }, 1);
  expect(await world.skippedKeys(own.organizationId)).toEqual(['b.jpg']);
  expect(await world.library.countsOfDatasets(own.organizationId, [own.datasetId])).toEqual(
    new Map([[own.datasetId, { assets: 1, skipped: 1 }]]),
  );
  expect(await world.library.countSkippedFilesOfRun(own.organizationId, 'run-2')).toBe(2);
});

test('nothing is deleted when the filter finds another number than the caller saw', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, accepted: keys(3).map((each) => accepted(each)) }));
  for (const count of [0, 2, 4, -1]) {
    expect(await deleteAssets(own, {}, count)).toEqual({
      __typename: 'Problem',
      code: 'INVALID_INPUT',
      message: `The filter finds 3 assets now, not ${count}. Nothing was deleted: look at the list again.`,
      field: 'expectedCount',
    });
  }
  expect(await world.assetKeys(own.organizationId)).toHaveLength(3);
  const { rowCount } = await world.pool.query('select from asset_deletions');
  expect(rowCount).toBe(0);
});

test('deleting all but the duplicates leaves the duplicates', async () => {
  const own = await world.anOrganization();
  const files = keys(2_500).map((each, at) => accepted(each, { etag: `"${at % 2_000}"`, sizeBytes: 5 }));
  await world.ingest(aBatch({ ...own, accepted: files.slice(0, 2_000) }));
  world.clock.now = new Date(world.clock.now.getTime() + 1);
  await world.ingest(aBatch({ ...own, accepted: files.slice(2_000) }));
  expect(await deleteAssets(own, { isDuplicate: false }, 2_000)).toMatchObject({ count: 2_000 });
  expect(await world.assetKeys(own.organizationId)).toEqual(files.slice(2_000).map(({ objectKey }) => objectKey));
});

test('assets that a stopped process marked are deleted by the next one, also by concurrent replicas', async () => {
  const own = await world.anOrganization();
  for (let at = 0; at < 5; at += 1) {
    await world.ingest(aBatch({ ...own, accepted: keys(1_000, `folder-${at}`).map((each) => accepted(each)) }));
  }
  const filter = { ids: null, connectionId: null, mediaType: null, search: null, minWidth: null, minHeight: null };
  const selection = { ...own, filter: { ...filter, objectKeys: null, isConnected: null, isDuplicate: null } };
  expect(await world.deletions.markAssets(selection, 5_000)).toBe(5_000);
  const work = async () => {
    while ((await world.background.deleteMarkedAssets()).isMore);
  };
  await Promise.all([work(), work(), work()]);
  expect(await world.assetKeys(own.organizationId)).toEqual([]);
  const forgotten = await forgottenKeys(own.organizationId);
  expect(forgotten.every(({ keys }) => keys.length <= 1_000)).toBe(true);
  expect(new Set(forgotten.flatMap(({ keys }) => keys)).size).toBe(5_000);
});

test('a dataset is deleted only once its connections are removed, and is then hidden at once', async () => {
  const own = await world.anOrganization();
  const batch = aBatch({ ...own, accepted: [accepted('a.jpg')], skipped: [skipped('b.jpg')] });
  await world.ingest(batch);
  const [asset] = await world.listAssets(own);
  expect(await deleteDataset(own.organizationId, own.datasetId)).toEqual({
    __typename: 'Problem',
    code: 'NOT_ALLOWED_NOW',
    message: 'A connection fills this dataset. Remove the connections first, then delete the dataset.',
    field: null,
  });
  await world.markRemoved(own.organizationId, batch.connectionId);
  expect(await deleteDataset(own.organizationId, own.datasetId)).toEqual({
    __typename: 'DeletedDataset',
    id: own.datasetId,
  });
  const seen = await subgraph.ask(
    own.organizationId,
    'query ($id: ID!, $asset: ID!) { dataset(id: $id) { id } datasets { id } asset(id: $asset) { id } }',
    { id: own.datasetId, asset: asset!.id },
  );
  expect(seen).toEqual({ dataset: null, datasets: [], asset: null });
  const event = (await world.publicEvents(own.organizationId)).at(-1);
  expect(event).toMatchObject({ type: 'bucketsync.dataset.deleted.v1', data: { ...own, assetCount: 1 } });
  expect(await deleteDataset(own.organizationId, own.datasetId)).toMatchObject({ code: 'NOT_FOUND' });

  await world.background.purgeDatasets();
  expect(await world.assetKeys(own.organizationId)).toEqual([]);
  expect(await world.skippedKeys(own.organizationId)).toEqual([]);
});

test('a connection finds its deleted dataset, without assets, and another organization finds none', async () => {
  const own = await world.anOrganization();
  const batch = aBatch({ ...own, accepted: [accepted('a.jpg')] });
  await world.ingest(batch);
  await world.markRemoved(own.organizationId, batch.connectionId);
  await deleteDataset(own.organizationId, own.datasetId);
  const named = `query ($of: [_Any!]!) { _entities(representations: $of) {
    ... on Dataset { id assetCount assets { totalCount edges { node { id } } } skippedByReason { reason } } } }`;
  const of = [{ __typename: 'Dataset', id: own.datasetId }];
  const nothing = { assetCount: 0, assets: { totalCount: 0, edges: [] }, skippedByReason: [] };
  const answer = { _entities: [{ id: own.datasetId, ...nothing }] };
  expect(await subgraph.ask(own.organizationId, named, { of })).toEqual(answer);
  const stranger = await world.anOrganization();
  expect(await subgraph.ask(stranger.organizationId, named, { of })).toEqual({ _entities: [null] });
});

test('a batch of a deleted dataset changes nothing and gets its outcomes', async () => {
  const own = await world.anOrganization();
  await deleteDataset(own.organizationId, own.datasetId);
  const batch = aBatch({ ...own, accepted: [accepted('a.jpg')] });
  await world.ingest(batch);
  expect(await world.assetKeys(own.organizationId)).toEqual([]);
  expect((await world.outcomesOf(batch.batchId))?.outcomes).toEqual([]);
});

test('no caller deletes what belongs to another organization, and no viewer deletes anything', async () => {
  const own = await world.anOrganization();
  const stranger = await world.anOrganization();
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg')] }));
  expect(await deleteAssets({ ...stranger, datasetId: own.datasetId }, {}, 1)).toMatchObject({ code: 'NOT_FOUND' });
  expect(await deleteDataset(stranger.organizationId, own.datasetId)).toMatchObject({ code: 'NOT_FOUND', field: 'id' });
  expect(await deleteDataset(own.organizationId, 'no id')).toMatchObject({ code: 'NOT_FOUND' });
  const asViewer = subgraph.ask(
    own.organizationId,
    DELETE_ASSETS,
    { id: own.datasetId, filter: {}, count: 1 },
    'VIEWER',
  );
  await expect(asViewer).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(await world.assetKeys(own.organizationId)).toEqual(['a.jpg']);
});

test('an organization has no more datasets than its limit, also by concurrent requests', async () => {
  const own = await world.anOrganization();
  const create = () => world.createDataset(own.organizationId, 'Another');
  const results = await Promise.all(Array.from({ length: 5 }, create));
  expect(results.filter((result) => 'id' in result)).toHaveLength(2);
  const full = results.find((result) => 'code' in result);
  expect(full).toMatchObject({ code: 'NOT_ALLOWED_NOW', message: expect.stringContaining('3 datasets at most') });
  await world.deleteDataset(own.organizationId, own.datasetId);
  expect(await create()).toMatchObject({ name: 'Another' });
});
