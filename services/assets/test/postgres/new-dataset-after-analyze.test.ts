import { newId } from '@bucket-sync/shared/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aBatch, accepted } from '../../testing/builders.ts';
import { type AssetsWorld, openAssetsWorld } from '../support/assets-world.ts';

const BATCH = 250;
const BATCHES = 8;

let world: AssetsWorld;
beforeAll(async () => {
  world = await openAssetsWorld();
});
afterAll(() => world.close());

async function ingestBatches(own: { organizationId: string; datasetId: string }, count: number) {
  const connectionId = newId();
  for (let batch = 0; batch < count; batch += 1) {
    const keys = Array.from({ length: BATCH }, (_, at) => `${String(batch * BATCH + at).padStart(6, '0')}.jpg`);
    await world.ingest(aBatch({ ...own, connectionId, accepted: keys.map((key) => accepted(key)) }));
  }
}

/** The index entries that statements of this database have read so far, without those of the primary key. */
async function entriesRead(): Promise<number> {
  const { rows } = await world.pool.query(
    `select sum(idx_tup_read)::int as read from pg_stat_user_indexes
     where relname = 'assets' and indexrelname <> 'assets_pkey'`,
  );
  return rows[0].read;
}

test('a batch reads no other asset of a dataset that PostgreSQL has no statistics of', async () => {
  await ingestBatches(await world.anOrganization(), BATCHES);
  await world.pool.query('vacuum analyze');
  const client = await world.pool.connect();
  await client.query('select pg_stat_force_next_flush()');
  client.release();
  const before = await entriesRead();
  await ingestBatches(await world.anOrganization(), BATCHES);
  await world.pool.query('select pg_stat_force_next_flush()');
  // Each key is looked up for the adoption, the rename and the update. To read all earlier assets once a key would be
  // two million entries.
  expect((await entriesRead()) - before).toBeLessThan(BATCHES * BATCH * 4);
});
