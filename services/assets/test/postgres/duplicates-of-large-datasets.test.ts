import { expect, test } from 'vitest';
import type { AssetOrder } from '../../src/domain/paging.ts';
import { aBatch } from '../../testing/builders.ts';
import { everyAsset, openAssetsWorld } from '../support/assets-world.ts';

/** More than a page reads in its order, and more than are looked up by their ids. */
const ASSETS = 25_000;

const world = await openAssetsWorld();

/** A dataset in which the `copies` + 1 files with the last keys have the same bytes, fewer than any other file. */
async function withCopies(copies: number) {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, accepted: [] }));
  await world.pool.query(
    `insert into assets (organization_id, dataset_id, connection_id, object_key, id, media_type, content_type,
       size_bytes, etag, width, height, last_modified, added_at, updated_at)
     select $1, $2, 'connection-1', lpad(n::text, 5, '0'), gen_random_uuid(), 'IMAGE', 'image/jpeg',
       case when n < $3::int - $4::int then n + 1 else 0 end,
       case when n < $3::int - $4::int then md5(n::text) else '' end,
       case when n < $3::int - $4::int then 1 else 2 end, 1, now(), now(), now()
     from generate_series(1, $3::int) as n`,
    [own.organizationId, own.datasetId, ASSETS, copies],
  );
  await world.pool.query('update connections set asset_count = $2 where organization_id = $1', [
    own.organizationId,
    ASSETS,
  ]);
  return own;
}

test.each([
  ['few duplicates', 250],
  ['more duplicates than are looked up by their ids', 22_000],
])('a dataset with %s lists and counts each of them', async (_what, copies) => {
  const own = await withCopies(copies);
  const selection = { ...own, filter: { ...everyAsset, isDuplicate: true } };
  const { rows } = await world.pool.query(
    'select min(id::text) as id from assets where dataset_id = $1 and etag = $2',
    [own.datasetId, ''],
  );
  for (const order of ['OBJECT_KEY', 'NEWEST', 'LARGEST'] satisfies AssetOrder[]) {
    const whole = await world.library.listAssets(selection, { order, after: null, limit: copies + 1 });
    expect(new Set(whole.assets.map(({ id }) => id)).size).toBe(copies);
    expect(whole.assets.every(({ etag, id }) => etag === '' && id !== rows[0].id)).toBe(true);
    expect(whole.total).toBe(copies);
    const end = await world.library.listAssets(selection, { order, after: null, skip: copies - 5, limit: 10 });
    expect(end.assets).toEqual(whole.assets.slice(-5));
    const none = await world.library.listAssets(
      { ...own, filter: { ...selection.filter, minWidth: 3 } },
      { order, after: null, limit: 10 },
    );
    expect(none).toEqual({ assets: [], total: 0 });
  }
  expect(await world.library.countAssets(selection)).toBe(copies);
  const others = { ...own, filter: { ...everyAsset, isDuplicate: false } };
  expect(await world.library.countAssets(others)).toBe(ASSETS - copies);
  expect(await world.library.countAssets({ ...own, filter: { ...selection.filter, minWidth: 2 } })).toBe(copies);
  expect(await world.library.countAssets({ ...own, filter: { ...others.filter, minWidth: 2 } })).toBe(1);
});
