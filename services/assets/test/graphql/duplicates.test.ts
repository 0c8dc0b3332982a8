import { expect, test } from 'vitest';
import { aBatch, accepted, skipped } from '../../testing/builders.ts';
import type { AssetsWorld } from '../support/assets-world.ts';
import { openSubgraphWorld } from '../support/subgraph-world.ts';

const { world, subgraph } = await openSubgraphWorld();

type Own = Awaited<ReturnType<AssetsWorld['anOrganization']>>;

const QUERY = `
  query ($id: ID!, $filter: AssetFilter) {
    dataset(id: $id) {
      duplicateCount
      assets(filter: $filter) {
        totalCount
        edges { node { objectKey bucketConnectionId duplicateOf { objectKey bucketConnectionId } } }
      }
    }
  }`;

const same = { etag: '"same"', sizeBytes: 10 };

async function duplicates(own: Own, filter: object | null = null) {
  const { dataset } = await subgraph.ask(own.organizationId, QUERY, { id: own.datasetId, filter });
  const { totalCount, edges } = dataset.assets;
  const name = (asset: { objectKey: string; bucketConnectionId: string }) =>
    `${asset.bucketConnectionId}:${asset.objectKey}`;
  const lines = edges.map(({ node }: { node: Parameters<typeof name>[0] & { duplicateOf: never } }) =>
    node.duplicateOf ? `${name(node)} of ${name(node.duplicateOf)}` : name(node),
  );
  expect(lines).toHaveLength(totalCount);
  return { count: dataset.duplicateCount, lines };
}

async function withDuplicates(): Promise<Own> {
  const own = await world.anOrganization();
  const add = (connectionId: string, file: ReturnType<typeof accepted>) => {
    world.clock.now = new Date(world.clock.now.getTime() + 1);
    return world.ingest(aBatch({ ...own, connectionId, accepted: [file] }));
  };
  await add('c1', accepted('b.jpg', same));
  await add('c1', accepted('a.jpg', same));
  await add('c2', accepted('b.jpg', same));
  await add('c1', accepted('other-size.jpg', { ...same, sizeBytes: 11 }));
  await add('c1', accepted('other-etag.jpg', { ...same, etag: '"other"' }));
  return own;
}

test('an asset names the first asset with its bytes, under another key or connection', async () => {
  expect(await duplicates(await withDuplicates())).toEqual({
    count: 2,
    lines: ['c1:a.jpg of c1:b.jpg', 'c1:b.jpg', 'c2:b.jpg of c1:b.jpg', 'c1:other-etag.jpg', 'c1:other-size.jpg'],
  });
});

test('of two copies in one batch the one with the lower key is the first', async () => {
  const own = await world.anOrganization();
  const copies = ['b.jpg', 'a.jpg', 'c.jpg'].map((each) => accepted(each, same));
  await world.ingest(aBatch({ ...own, accepted: copies }));
  const lines = ['a.jpg', 'b.jpg of connection-1:a.jpg', 'c.jpg of connection-1:a.jpg'];
  expect((await duplicates(own)).lines).toEqual(lines.map((line) => `connection-1:${line}`));
});

test('the filter isDuplicate finds the assets that duplicateCount counts; its opposite finds all others', async () => {
  const own = await withDuplicates();
  expect((await duplicates(own, { isDuplicate: true })).lines).toEqual([
    'c1:a.jpg of c1:b.jpg',
    'c2:b.jpg of c1:b.jpg',
  ]);
  const { lines } = await duplicates(own, { isDuplicate: false });
  expect(lines).toEqual(['c1:b.jpg', 'c1:other-etag.jpg', 'c1:other-size.jpg']);
});

test('the same bytes in another dataset or organization are no duplicate', async () => {
  const one = await world.anOrganization();
  const other = await world.anOrganization();
  for (const own of [one, other]) await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg', same)] }));
  expect(await duplicates(one)).toEqual({ count: 0, lines: ['connection-1:a.jpg'] });
});

test('the filter isConnected tells assets of removed connections from the others', async () => {
  const own = await withDuplicates();
  await world.markRemoved(own.organizationId, 'c2');
  expect((await duplicates(own, { isConnected: false })).lines).toEqual(['c2:b.jpg of c1:b.jpg']);
  expect((await duplicates(own, { isConnected: true })).lines).toHaveLength(4);
});

const CONTENTS = `
  query ($datasetId: ID!, $contents: [FileContent!]!) {
    contentsInDataset(datasetId: $datasetId, contents: $contents)
  }`;

test('the sync service learns which bytes a dataset has, in the order it asked', async () => {
  const own = await withDuplicates();
  const contents = [{ etag: '"new"', sizeBytes: 10 }, same, same, { ...same, sizeBytes: 12 }];
  const ask = (organizationId: string, role: 'SERVICE' | 'EDITOR') =>
    subgraph.ask(organizationId, CONTENTS, { datasetId: own.datasetId, contents }, role);
  expect(await ask(own.organizationId, 'SERVICE')).toEqual({ contentsInDataset: [false, true, true, false] });
  await expect(ask(own.organizationId, 'EDITOR')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const stranger = await world.anOrganization();
  expect(await ask(stranger.organizationId, 'SERVICE')).toEqual({ contentsInDataset: [false, false, false, false] });
});

test('skipped files are counted by reason over all connections, most frequent first', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, connectionId: 'c1', skipped: [skipped('a', 'CORRUPT'), skipped('b', 'EMPTY')] }));
  await world.ingest(aBatch({ ...own, connectionId: 'c2', skipped: [skipped('a', 'EMPTY')] }));
  const query = 'query ($id: ID!) { dataset(id: $id) { skippedByReason { reason count } } }';
  const { dataset } = await subgraph.ask(own.organizationId, query, { id: own.datasetId });
  expect(dataset.skippedByReason).toEqual([
    { reason: 'EMPTY', count: 2 },
    { reason: 'CORRUPT', count: 1 },
  ]);
});

test.each([
  ['composed', 'composed', 'caf\u00e9', 'Caf\u00e9.jpg'],
  ['composed', 'decomposed', 'CAFE\u0301', 'caf\u00e9.jpg'],
  ['decomposed', 'composed', 'caf\u00e9', 'cafe\u0301.jpg'],
  ['decomposed', 'decomposed', 'cafe\u0301', 'CAFE\u0301.jpg'],
  ['Hangul in jamo', 'syllables', '\ud55c', '\u1112\u1161\u11ab.jpg'],
])('a name that is %s is found by a %s search', async (_name, _search, search, objectKey) => {
  const own = await world.anOrganization();
  const files = [objectKey, 'cafe.jpg', '\u3042.jpg'].map((each) => accepted(each, { etag: each }));
  await world.ingest(aBatch({ ...own, accepted: files }));
  expect((await duplicates(own, { search })).lines).toEqual([`connection-1:${objectKey}`]);
});
