import { expect, test } from 'vitest';
import type { Asset } from '../../../src/domain/asset.ts';
import { createExportReader } from '../../../src/postgres/library/export-cursor.ts';
import { aBatch, accepted } from '../../../testing/builders.ts';
import { openAssetsWorld } from '../../support/assets-world.ts';

const world = await openAssetsWorld();

test('an export holds one batch at a time: each is emptied when the next is read', async () => {
  const own = await world.anOrganization();
  const keys = Array.from({ length: 1_000 }, (_, at) => `${String(at).padStart(4, '0')}.jpg`);
  await world.ingest(aBatch({ ...own, accepted: keys.map((key) => accepted(key)) }));
  const seen: Asset[][] = [];
  const read: string[] = [];
  for await (const batch of createExportReader(world.pool).readAssets(own)) {
    expect(seen.every((earlier) => earlier.length === 0)).toBe(true);
    seen.push(batch);
    read.push(...batch.map(({ objectKey }) => objectKey));
  }
  expect(seen.length).toBeGreaterThan(2);
  expect(read).toEqual(keys);
});
