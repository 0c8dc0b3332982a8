import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aBatch, accepted, anImage, aVideo, key, skipped } from '../../testing/builders.ts';
import { openAssetsWorld } from '../support/assets-world.ts';

const world = await openAssetsWorld({ image: 1, video: 5 });

test('400 concurrent batches of 8 connections use the limit to the last row and never more', async () => {
  const own = await world.anOrganization({ dataRowsLimit: 1000 });
  const batches = Array.from({ length: 400 }, (_, at) => {
    const files = [0, 1, 2, 3].map((each) => accepted(key(at * 4 + each)));
    return aBatch({ ...own, connectionId: `connection-${at % 8}`, accepted: files });
  });
  await Promise.all(batches.map((batch) => world.ingest(batch)));
  expect(await world.dataRowsUsed(own.organizationId)).toBe(1000);
  expect(await world.assetKeys(own.organizationId)).toHaveLength(1000);
  expect(await world.skippedKeys(own.organizationId)).toHaveLength(600);
}, 60_000);

test('two batches with the same new file make one asset and use one data row', async () => {
  const own = await world.anOrganization();
  const files = Array.from({ length: 200 }, (_, at) => accepted(key(at)));
  await Promise.all([files, files.toReversed(), files].map((each) => world.ingest(aBatch({ ...own, accepted: each }))));
  expect(await world.dataRowsUsed(own.organizationId)).toBe(200);
  expect(await world.assetKeys(own.organizationId)).toHaveLength(200);
});

test('the charges of a month by day and dataset add up to what was used', async () => {
  const own = await world.anOrganization();
  for (const [day, count] of [
    ['03', 4],
    ['07', 9],
  ] as const) {
    world.clock.now = new Date(`2026-11-${day}T23:30:00Z`);
    const files = Array.from({ length: count }, (_, at) => accepted(`${day}/${key(at)}`));
    await world.ingest(aBatch({ ...own, accepted: files }));
  }
  expect(await world.library.dataRowCharges(own.organizationId, '2026-11')).toEqual([
    { day: '2026-11-03', datasetId: own.datasetId, rows: 4 },
    { day: '2026-11-07', datasetId: own.datasetId, rows: 9 },
  ]);
  expect(await world.library.dataRowCharges(own.organizationId, '2026-10')).toEqual([]);
});

test('a video that costs more than is left does not block an image that fits', async () => {
  const own = await world.anOrganization({ dataRowsLimit: 6 });
  const video = (name: string) => accepted(name, { media: aVideo });
  await world.ingest(
    aBatch({ ...own, accepted: [video('1.mp4'), video('2.mp4'), accepted('3.jpg'), accepted('4.jpg')] }),
  );
  expect(await world.assetKeys(own.organizationId)).toEqual(['1.mp4', '3.jpg']);
  expect(await world.dataRowsUsed(own.organizationId)).toBe(6);
});

test('data rows are available again with the new month in UTC', async () => {
  const own = await world.anOrganization({ dataRowsLimit: 2 });
  const quota = async () => (await world.viewOrganization(own.organizationId)).dataRows;
  world.clock.now = new Date('2026-12-31T23:59:59.999Z');
  await world.ingest(aBatch({ ...own, accepted: ['a', 'b', 'c'].map((each) => accepted(each)) }));
  expect(await quota()).toEqual({
    month: '2026-12',
    limit: 2,
    used: 2,
    remaining: 0,
    resetsAt: new Date('2027-01-01T00:00:00Z'),
  });
  world.clock.now = new Date('2027-01-01T00:00:00Z');
  expect(await quota()).toMatchObject({ month: '2027-01', used: 0, remaining: 2 });
  await world.ingest(aBatch({ ...own, runId: 'run-2', accepted: [accepted('c'), accepted('a', { etag: 'e2' })] }));
  expect(await quota()).toMatchObject({ month: '2027-01', used: 1, remaining: 1 });
  expect(await world.assetKeys(own.organizationId)).toEqual(['a', 'b', 'c']);
});

test('a limit below the used data rows adds nothing, and is shown as what was used until the month ends', async () => {
  const own = await world.anOrganization({ dataRowsLimit: 5 });
  await world.ingest(aBatch({ ...own, accepted: ['a', 'b', 'c'].map((each) => accepted(each)) }));
  await world.setLimit(own.organizationId, 1);
  await world.ingest(aBatch({ ...own, accepted: [accepted('d')] }));
  const { dataRows } = await world.viewOrganization(own.organizationId);
  expect(dataRows).toMatchObject({ used: 3, limit: 3, remaining: 0 });
  expect(await world.skippedKeys(own.organizationId)).toEqual(['d']);
});

test('concurrent batches stay within the limit, charge an asset once, and every count and sum is exact', async () => {
  const verdict = fc.constantFrom('IMAGE', 'VIDEO', 'SKIPPED', 'REMOVED', 'ABSENT');
  const batch = fc.record({
    connection: fc.integer({ min: 0, max: 1 }),
    verdicts: fc.array(verdict, { maxLength: 12 }),
  });
  const history = fc.array(fc.array(batch, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 40 }), history, async (limit, rounds) => {
      const own = await world.anOrganization({ dataRowsLimit: limit });
      const added: string[] = [];
      for (const [round, batches] of rounds.entries()) {
        const sent = batches.map(({ connection, verdicts }) => {
          const named = verdicts.map((each, at) => ({ each, objectKey: key(at) }));
          const which = (wanted: string) => named.filter(({ each }) => each === wanted);
          return aBatch({
            ...own,
            runId: `run-${connection}-${round}`,
            connectionId: `connection-${connection}`,
            accepted: [
              ...which('IMAGE').map(({ objectKey }) => accepted(objectKey, { media: anImage })),
              ...which('VIDEO').map(({ objectKey }) => accepted(objectKey, { media: aVideo })),
            ],
            skipped: which('SKIPPED').map(({ objectKey }) => skipped(objectKey)),
            removed: which('REMOVED').map(({ objectKey }) => objectKey),
          });
        });
        await Promise.all(sent.map((each) => world.ingest(each)));
        for (const each of sent) {
          const { outcomes } = (await world.outcomesOf(each.batchId))!;
          const objects = [...each.accepted, ...each.skipped].map(({ objectKey }) => objectKey).concat(each.removed);
          expect(outcomes.map(({ objectKey }) => objectKey).sort()).toEqual(objects.sort());
          added.push(...outcomes.filter(({ outcome }) => outcome === 'ADDED').map(({ objectKey }) => objectKey));
        }
      }
      const entries = await world.dataRowEntries(own.organizationId);
      expect(entries.map(({ objectKey }) => objectKey).sort()).toEqual(added.sort());
      const charges = entries.filter(({ kind }) => kind === 'CHARGE');
      expect(new Set(charges.map(({ assetId }) => assetId)).size).toBe(charges.length);
      const used = await world.dataRowsUsed(own.organizationId);
      const sums = await world.library.sumDataRows(own.organizationId, world.clock.now);
      expect(sums.filter(({ kind }) => kind === 'CHARGE').reduce((sum, { rows }) => sum + rows, 0)).toBe(used);
      expect(used).toBe(charges.reduce((sum, { rows }) => sum + rows, 0));
      expect(used).toBeLessThanOrEqual(limit);
      await expectTrueCounts(own.organizationId);
    }),
    { numRuns: 25 },
  );
}, 60_000);

async function expectTrueCounts(organizationId: string): Promise<void> {
  const { rows } = await world.pool.query(countedAndKept, [organizationId]);
  for (const row of rows) expect([row.asset_count, row.skipped_count]).toEqual([row.assets, row.skipped]);
  const { rowCount } = await world.pool.query(both, [organizationId]);
  expect(rowCount).toBe(0);
}

const countedAndKept = `
  select asset_count, skipped_count,
    (select count(*) from assets where organization_id = $1 and connection_id = connections.id) as assets,
    (select count(*) from skipped_files where organization_id = $1 and connection_id = connections.id) as skipped
  from connections where organization_id = $1`;

const both = `
  select from assets join skipped_files using (organization_id, connection_id, object_key) where organization_id = $1`;
