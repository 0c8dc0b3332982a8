import { beforeAll, beforeEach, expect, test } from 'vitest';
import { aBatch } from '../../testing/builders.ts';
import { openSubgraphWorld } from '../support/subgraph-world.ts';

/** More than a search reads in the order of the page before it reads all assets. */
const ASSETS = 25_000;
const IN_LAST_FOLDER = 250;

const { world, subgraph } = await openSubgraphWorld();
let own: { organizationId: string; datasetId: string };
beforeAll(async () => {
  own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, accepted: [] }));
  await world.pool.query(
    `insert into assets (organization_id, dataset_id, connection_id, object_key, id, media_type, content_type,
       size_bytes, etag, width, height, last_modified, added_at, updated_at)
     select $1, $2, 'connection-1', case when n > $3::int - $4::int then 'Zebra/' else 'camera/' end || n || '.JPG',
       gen_random_uuid(), 'IMAGE', 'image/jpeg', n, md5(n::text), 4032, 3024, now(), now(), now()
     from generate_series(1, $3::int) as n`,
    [own.organizationId, own.datasetId, ASSETS, IN_LAST_FOLDER],
  );
});
beforeEach(() => countAs(ASSETS));

/** Makes the stored count of the dataset, which the limits compare, as large as that of a large dataset. */
const countAs = (count: number) =>
  world.pool.query('update connections set asset_count = $2 where organization_id = $1', [own.organizationId, count]);

const ask = async (fields: string) =>
  (await subgraph.ask(own.organizationId, `query ($id: ID!) { dataset(id: $id) { ${fields} } }`, { id: own.datasetId }))
    .dataset;

const PAGE = 'totalCount edges { node { objectKey } } pageInfo { hasNextPage endCursor }';

async function walk(search: string, orderBy: string) {
  const found: string[] = [];
  let after: string | null = null;
  for (;;) {
    const cursor = after === null ? '' : `, after: "${after}"`;
    const args = `first: 100, filter: { search: "${search}" }, orderBy: ${orderBy}${cursor}`;
    const { assets } = await ask(`assets(${args}) { ${PAGE} }`);
    found.push(...assets.edges.map(({ node }: { node: { objectKey: string } }) => node.objectKey));
    if (!assets.pageInfo.hasNextPage) return { found, total: assets.totalCount };
    after = assets.pageInfo.endCursor;
  }
}

test.each(['OBJECT_KEY', 'NEWEST', 'LARGEST'])(
  'a search finds each file of the last folder once in the order %s, and counts them all',
  async (orderBy) => {
    const { found, total } = await walk('zEBRA/', orderBy);
    expect(total).toBe(IN_LAST_FOLDER);
    expect(new Set(found).size).toBe(IN_LAST_FOLDER);
    expect(found).toHaveLength(IN_LAST_FOLDER);
    const bySize = Array.from({ length: IN_LAST_FOLDER }, (_, n) => `Zebra/${ASSETS - n}.JPG`);
    if (orderBy === 'LARGEST') expect(found).toEqual(bySize);
    if (orderBy === 'OBJECT_KEY') expect(found).toEqual(bySize.sort());
  },
);

test('a search that most files match, and one that no file matches, count them all', async () => {
  const common = await ask(`assets(first: 2, filter: { search: ".jpg" }) { ${PAGE} }`);
  expect(common.assets).toMatchObject({ totalCount: ASSETS, edges: [{ node: { objectKey: 'Zebra/24751.JPG' } }, {}] });
  const none = await ask(`assets(first: 2, filter: { search: "%_\\\\\\\\" }) { ${PAGE} }`);
  expect(none.assets).toMatchObject({ totalCount: 0, edges: [], pageInfo: { hasNextPage: false } });
});

test.each([
  ['a search', 1_000_000, 'assets(first: 1, filter: { search: "7" }) { edges { cursor } }'],
  ['a count of a search', 1_000_000, 'assets(first: 1, filter: { minWidth: 1 }) { totalCount }'],
  ['a search by size', 1_000_000, 'assets(first: 1, filter: { search: "7" }, orderBy: LARGEST) { edges { cursor } }'],
  ['a filter for duplicates', 1_000_000, 'assets(first: 1, filter: { isDuplicate: true }) { edges { cursor } }'],
  ['a count of duplicates', 1_000_000, 'duplicateCount'],
  ['a search in duplicates', 500_000, 'assets(first: 1, filter: { isDuplicate: true, search: "7" }) { totalCount }'],
])('%s is refused in a dataset of more than %i assets, and the error says so', async (_what, most, fields) => {
  await countAs(most);
  await expect(ask(fields)).resolves.toBeDefined();
  await countAs(most + 1);
  await expect(ask(fields)).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: expect.stringContaining(`at most ${most.toLocaleString('en')}`),
  });
});

test('pages without a filter, and assets by their keys, are answered in a dataset of any size', async () => {
  await countAs(2_000_000);
  const { assets: largest } = await ask('assets(first: 2, orderBy: LARGEST) { edges { node { objectKey } } }');
  expect(largest.edges[0].node.objectKey).toBe(`Zebra/${ASSETS}.JPG`);
  const { assets } = await ask('assets(first: 1) { totalCount edges { node { objectKey } } }');
  expect(assets.totalCount).toBe(2_000_000);
  const byKey = await ask('assets(filter: { objectKeys: ["camera/1.JPG"] }) { totalCount }');
  expect(byKey.assets.totalCount).toBe(1);
});

test('long reads of one organization, however many, leave database connections to all others', async () => {
  const other = await world.anOrganization();
  const blocker = await world.pool.connect();
  await blocker.query('begin');
  await blocker.query('lock table skipped_files in access exclusive mode');
  const asked = Array.from({ length: 12 }, () => ask('skippedFiles { totalCount }'));
  const query = 'query ($id: ID!) { dataset(id: $id) { assets { totalCount } } }';
  const answer = await subgraph.ask(other.organizationId, query, { id: other.datasetId });
  expect(answer.dataset.assets.totalCount).toBe(0);
  await blocker.query('rollback');
  blocker.release();
  expect(await Promise.all(asked)).toHaveLength(12);
});
