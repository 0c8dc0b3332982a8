import { newId } from '@bucket-sync/shared/ids';
import { expect, test } from 'vitest';
import { aBatch, accepted } from '../../testing/builders.ts';
import { everyAsset, openAssetsWorld } from '../support/assets-world.ts';

const BATCH = 250;
const BATCHES = 8;

const world = await openAssetsWorld();

async function ingestBatches(own: { organizationId: string; datasetId: string }, count: number) {
  const connectionId = newId();
  for (let batch = 0; batch < count; batch += 1) {
    const keys = Array.from({ length: BATCH }, (_, at) => `${String(batch * BATCH + at).padStart(6, '0')}.jpg`);
    await world.ingest(aBatch({ ...own, connectionId, accepted: keys.map((key) => accepted(key)) }));
  }
}

/** The index entries that statements of this database have read so far, without those of one index. */
async function entriesRead(except: string): Promise<number> {
  await world.pool.query('select pg_stat_force_next_flush()');
  const { rows } = await world.pool.query(
    `select sum(idx_tup_read)::int as read from pg_stat_user_indexes where relname = 'assets' and indexrelname <> $1`,
    [except],
  );
  return rows[0].read;
}

test('a batch reads no other asset of a dataset that PostgreSQL has no statistics of', async () => {
  await ingestBatches(await world.anOrganization(), BATCHES);
  await world.pool.query('vacuum analyze');
  const before = await entriesRead('assets_pkey');
  await ingestBatches(await world.anOrganization(), BATCHES);
  // Each key is looked up for the adoption, the rename and the update. A scan of all earlier assets for each key would
  // read two million entries.
  expect((await entriesRead('assets_pkey')) - before).toBeLessThan(BATCHES * BATCH * 4);
});

test.each(['OBJECT_KEY', 'NEWEST', 'LARGEST'] as const)(
  'a page in the order %s reads no other asset of a dataset that PostgreSQL has no statistics of',
  async (order) => {
    await ingestBatches(await world.anOrganization(), 1);
    await world.pool.query('vacuum analyze');
    const own = await world.anOrganization();
    await ingestBatches(own, BATCHES);
    const before = await entriesRead('');
    const { assets } = await world.library.listAssets(
      { ...own, filter: { ...everyAsset, minWidth: 1 } },
      { order, after: null, limit: 10 },
    );
    expect(assets).toHaveLength(10);
    await world.library.listAssets({ ...own, filter: everyAsset }, { order, after: null, limit: 10 });
    expect((await entriesRead('')) - before).toBeLessThan(100);
  },
);
