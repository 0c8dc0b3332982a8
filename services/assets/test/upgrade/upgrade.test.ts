import { join } from 'node:path';
import { batchInspected, EVENT_TYPES } from '@bucket-sync/shared/contracts';
import { createUpgradedDatabase, readEarlierState } from '@bucket-sync/shared/testing';
import { expect, test } from 'vitest';
import { MIGRATIONS, openAssetsWorld } from '../support/assets-world.ts';

// before.json is what the release of commit 8d781c3 left when it was stopped: a dataset after the first batch of a
// run, the rows of its outbox, and the batches of this run and of the next that were not yet ingested.
const before = readEarlierState(join(import.meta.dirname, 'before.json'));

const world = await openAssetsWorld(undefined, await createUpgradedDatabase(MIGRATIONS, before));

test('the messages that an earlier release left in its outbox have the declared shape', async () => {
  const { rows } = await world.pool.query('select headers, data from outbox');
  expect(rows).toHaveLength(5);
  for (const { headers, data } of rows) {
    const event = EVENT_TYPES.find(({ type }) => type === headers.ce_type)!;
    expect(event.data.safeParse(JSON.parse(data)), headers.ce_type).toMatchObject({ success: true });
  }
});

test('batches of an earlier release are ingested once, beside what it stored', async () => {
  const batches = before.messages.map(({ data }) => batchInspected.data.parse(data));
  for (const batch of batches) await world.ingest(batch);
  expect(await world.assetKeys('acme')).toEqual(['b.jpg', 'c.jpg', 'd.jpg', 'e.jpg']);
  expect(await world.skippedKeys('acme')).toEqual(['f.jpg']);
  expect(await world.dataRowsUsed('acme')).toBe(5);
  expect(await world.dataRowEntries('acme')).toHaveLength(5);
  for (const { batchId } of batches) expect(await world.outcomesOf(batchId)).toBeDefined();
});
