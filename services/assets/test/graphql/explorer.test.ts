import { expect, test } from 'vitest';
import { aBatch, accepted, anImage, aVideo, keys } from '../../testing/builders.ts';
import { openSubgraphWorld } from '../support/subgraph-world.ts';

const { world, subgraph } = await openSubgraphWorld();

type Own = { organizationId: string; datasetId: string };

const PAGE = `
  query ($id: ID!, $first: Int, $after: String, $skip: Int, $filter: AssetFilter, $orderBy: AssetOrder) {
    dataset(id: $id) {
      assets(first: $first, after: $after, skip: $skip, filter: $filter, orderBy: $orderBy) {
        totalCount
        edges { cursor node { objectKey bucketConnectionId } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
  }`;

const page = async (own: Own, variables: object) =>
  (await subgraph.ask(own.organizationId, PAGE, { id: own.datasetId, ...variables })).dataset.assets;

const keysOf = (assets: { edges: { node: { objectKey: string } }[] }) => assets.edges.map(({ node }) => node.objectKey);

/** Every key, page after page. */
async function walk(own: Own, variables: object): Promise<string[]> {
  const found: string[] = [];
  let after: string | null = null;
  for (;;) {
    const assets = await page(own, { ...variables, after });
    found.push(...keysOf(assets));
    expect(assets.pageInfo.hasPreviousPage).toBe(after !== null);
    if (!assets.pageInfo.hasNextPage) return found;
    after = assets.pageInfo.endCursor;
  }
}

test.each([1, 7, 50])('pages of %i hold every asset once, in the order of S3, over all connections', async (first) => {
  const own = await world.anOrganization();
  const odd = ['a b.jpg', "it's.jpg", 'ä/é.jpg', '\u{1F600}.jpg', '\uFF5E.jpg', 'new\nline.jpg', '100%_\\.jpg'];
  const all = [...keys(20), ...odd];
  await world.ingest(aBatch({ ...own, connectionId: 'c1', accepted: all.map((each) => accepted(each)) }));
  await world.ingest(aBatch({ ...own, connectionId: 'c2', accepted: keys(20).map((each) => accepted(each)) }));
  const sorted = [...all, ...keys(20)].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  expect(await walk(own, { first })).toEqual(sorted);
});

test.each(['OBJECT_KEY', 'NEWEST', 'LARGEST'])(
  'skip passes over files of the order %s, after a cursor too',
  async (orderBy) => {
    const own = await world.anOrganization();
    await world.ingest(aBatch({ ...own, accepted: keys(20).map((each) => accepted(each)) }));
    const all = await walk(own, { orderBy, first: 50 });
    const first = await page(own, { orderBy, first: 3 });
    const jumped = await page(own, { orderBy, first: 2, after: first.pageInfo.endCursor, skip: 10 });
    expect(keysOf(jumped)).toEqual(all.slice(13, 15));
  },
);

test.each([-1, 10_001])('skip %i is refused', async (skip) => {
  const own = await world.anOrganization();
  await expect(page(own, { skip })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

test('NEWEST begins with what was added last, and an update does not move it', async () => {
  const own = await world.anOrganization();
  for (const [day, objectKey] of [
    ['18', 'first'],
    ['19', 'second'],
    ['20', 'third'],
    ['21', 'first'],
  ] as const) {
    world.clock.now = new Date(`2026-11-${day}T00:00:00Z`);
    await world.ingest(aBatch({ ...own, accepted: [accepted(objectKey)] }));
  }
  expect(await walk(own, { orderBy: 'NEWEST', first: 2 })).toEqual(['third', 'second', 'first']);
});

test('LARGEST begins with the most bytes, and files of one size are each on one page', async () => {
  const own = await world.anOrganization();
  const files = keys(9).map((each, at) => accepted(each, { sizeBytes: 10 ** 12 * (at % 3) }));
  await world.ingest(aBatch({ ...own, accepted: files }));
  const found = await walk(own, { orderBy: 'LARGEST', first: 2 });
  expect(new Set(found).size).toBe(9);
  expect(found.map((each) => files.findIndex(({ objectKey }) => objectKey === each) % 3)).toEqual([
    2, 2, 2, 1, 1, 1, 0, 0, 0,
  ]);
});

test.each([
  ['strasse', ['Straße/STRASSE.jpg']],
  ['ÉTÉ', ['photos/été.jpg']],
  ['%', ['100%_done.jpg']],
  ['_', ['100%_done.jpg']],
  ['\\', ['back\\slash.jpg']],
  ["'; drop table assets; --", []],
  ['', ['100%_done.jpg', 'Straße/STRASSE.jpg', 'back\\slash.jpg', 'photos/été.jpg']],
])('a search for «%s» finds just the keys that hold it, in any case', async (search, wanted) => {
  const own = await world.anOrganization();
  const all = ['100%_done.jpg', 'Straße/STRASSE.jpg', 'back\\slash.jpg', 'photos/été.jpg'];
  await world.ingest(aBatch({ ...own, accepted: all.map((each) => accepted(each)) }));
  const assets = await page(own, { filter: { search } });
  expect(keysOf(assets)).toEqual(wanted);
  expect(assets.totalCount).toBe(wanted.length);
});

test('filters combine, and totalCount counts what they find', async () => {
  const own = await world.anOrganization();
  const sized = (width: number, height: number) => ({ media: { ...anImage, width, height } });
  await world.ingest(
    aBatch({
      ...own,
      connectionId: 'c1',
      accepted: [
        accepted('small.jpg', sized(10, 10)),
        accepted('wide.jpg', sized(900, 10)),
        accepted('big.jpg', sized(900, 900)),
      ],
    }),
  );
  await world.ingest(aBatch({ ...own, connectionId: 'c2', accepted: [accepted('big.mp4', { media: aVideo })] }));
  const found = async (filter: object) => keysOf(await page(own, { filter }));
  expect(await found({ minWidth: 900 })).toEqual(['big.jpg', 'big.mp4', 'wide.jpg']);
  expect(await found({ minWidth: 900, minHeight: 11 })).toEqual(['big.jpg', 'big.mp4']);
  expect(await found({ minWidth: 900, minHeight: 11, mediaType: 'IMAGE' })).toEqual(['big.jpg']);
  expect(await found({ connectionId: 'c2' })).toEqual(['big.mp4']);
  expect(await found({ connectionId: 'unknown' })).toEqual([]);
  const one = await page(own, { filter: { minWidth: 900 }, first: 1 });
  expect([one.totalCount, one.edges.length, one.pageInfo.hasNextPage]).toEqual([3, 1, true]);
});

test('objectKeys finds exactly these keys, in every connection and in combination with other filters', async () => {
  const own = await world.anOrganization();
  const odd = ['a.jpg', 'A.jpg', 'a.jpg.jpg', "it's, {a} \\ b.jpg"];
  await world.ingest(aBatch({ ...own, connectionId: 'c1', accepted: odd.map((each) => accepted(each)) }));
  await world.ingest(aBatch({ ...own, connectionId: 'c2', accepted: [accepted('a.jpg')] }));
  const objectKeys = ['a.jpg', odd[3], 'absent.jpg'];
  expect(keysOf(await page(own, { filter: { objectKeys } }))).toEqual(['a.jpg', 'a.jpg', odd[3]]);
  expect(keysOf(await page(own, { filter: { objectKeys, connectionId: 'c2' } }))).toEqual(['a.jpg']);
  expect(keysOf(await page(own, { filter: { objectKeys: [] } }))).toEqual([]);
});

test('more than 1,000 object keys, or one with NUL, are refused', async () => {
  const own = await world.anOrganization();
  await expect(page(own, { filter: { objectKeys: keys(1_001) } })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  await expect(page(own, { filter: { objectKeys: ['a\0b'] } })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

test('an empty dataset has an empty page', async () => {
  const own = await world.anOrganization();
  expect(await page(own, {})).toEqual({
    totalCount: 0,
    edges: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  });
});

const newestCursor = Buffer.from('{"order":"NEWEST","id":"x"}').toString('base64url');

test.each([
  ['first', { first: 0 }],
  ['first', { first: -1 }],
  ['first', { first: 101 }],
  ['after', { after: '' }],
  ['after', { after: 'not a cursor' }],
  ['after', { after: newestCursor, orderBy: 'NEWEST' }],
  [
    'after',
    { after: Buffer.from('{"order":"OBJECT_KEY","objectKey":"a\\u0000","connectionId":"c"}').toString('base64url') },
  ],
  ['filter.search', { filter: { search: 'a\0b' } }],
  ['filter.connectionId', { filter: { connectionId: 'a\0b' } }],
])('a bad %s is refused by its name: %o', async (field, variables) => {
  const own = await world.anOrganization();
  await expect(page(own, variables)).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: expect.stringContaining(field),
  });
});

test('a cursor of one order is refused in another', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, accepted: [accepted('a'), accepted('b')] }));
  const { pageInfo } = await page(own, { first: 1, orderBy: 'LARGEST' });
  await expect(page(own, { after: pageInfo.endCursor })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

test('an asset has every field of the schema', async () => {
  const own = await world.anOrganization();
  world.clock.now = new Date('2026-11-22T10:00:00Z');
  await world.ingest(aBatch({ ...own, accepted: [accepted('clips/été 1.mp4', { media: aVideo, sizeBytes: 5e12 })] }));
  const { dataset } = await subgraph.ask(
    own.organizationId,
    `query ($id: ID!) { dataset(id: $id) { assets { edges { node {
      id dataset { id name } bucketConnectionId objectKey filename mediaType contentType sizeBytes etag width height
      video { durationMs frameRate frameCount codec pixelFormat majorBrand } lastModified addedAt updatedAt isConnected
    } } } } }`,
    { id: own.datasetId },
  );
  const { node } = dataset.assets.edges[0];
  expect(node).toEqual({
    id: expect.any(String),
    dataset: { id: own.datasetId, name: 'Street scenes' },
    bucketConnectionId: 'connection-1',
    objectKey: 'clips/été 1.mp4',
    filename: 'été 1.mp4',
    mediaType: 'VIDEO',
    contentType: 'video/mp4',
    sizeBytes: 5e12,
    etag: 'e1',
    width: 1920,
    height: 1080,
    video: aVideo.video,
    lastModified: '2026-11-01T08:00:00.000Z',
    addedAt: '2026-11-22T10:00:00.000Z',
    updatedAt: '2026-11-22T10:00:00.000Z',
    isConnected: true,
  });
  const asset = await subgraph.ask(
    own.organizationId,
    'query ($id: ID!) { asset(id: $id) { objectKey video { codec } } }',
    node,
  );
  expect(asset).toEqual({ asset: { objectKey: 'clips/été 1.mp4', video: { codec: 'h264' } } });
});
