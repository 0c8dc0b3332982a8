import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aBatch, accepted, anImage, aVideo, skipped } from '../../testing/builders.ts';
import { openAssetsWorld } from '../support/assets-world.ts';

const world = await openAssetsWorld({ image: 1, video: 5 });

const KEYS = ['a', 'b', 'c', 'd', 'e'];
const MONTHS = ['2026-11-15T00:00:00Z', '2026-11-20T00:00:00Z', '2026-12-15T00:00:00Z', '2027-01-15T00:00:00Z'];

const verdict = fc.record({
  kind: fc.constantFrom('ACCEPTED', 'VIDEO', 'CORRUPT', 'ARCHIVED', 'CHANGED_DURING_SYNC', 'REMOVED', 'ABSENT'),
  etag: fc.constantFrom('v1', 'v2'),
});
const batchStep = fc.record({
  step: fc.constant('BATCH' as const),
  connection: fc.integer({ min: 0, max: 1 }),
  verdicts: fc.array(verdict, { minLength: KEYS.length, maxLength: KEYS.length }),
  withdraw: fc.constantFrom('APPLY', 'DEFER'),
  renames: fc.boolean(),
});
const renameStep = fc.record({
  step: fc.constant('RENAME' as const),
  connection: fc.integer({ min: 0, max: 1 }),
  from: fc.constantFrom(...KEYS),
  to: fc.constantFrom(...KEYS),
  etag: fc.constantFrom('v1', 'v2'),
});
const replaceStep = fc.record({ step: fc.constant('REPLACE' as const), connection: fc.integer({ min: 0, max: 1 }) });
const monthStep = fc.record({ step: fc.constant('MONTH' as const) });
const endStep = fc.record({ step: fc.constant('END' as const) });
const deleteStep = fc.record({ step: fc.constant('DELETE' as const) });
const history = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: batchStep },
    { weight: 2, arbitrary: renameStep },
    { weight: 1, arbitrary: replaceStep },
    { weight: 1, arbitrary: endStep },
    { weight: 1, arbitrary: monthStep },
    { weight: 1, arbitrary: deleteStep },
  ),
  { minLength: 3, maxLength: 14 },
);

test('over any history the ledger adds up, counts are exact, an asset has one id and one charge a month', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 3, max: 60 }), history, async (dataRowsLimit, steps) => {
      const own = await world.anOrganization({ dataRowsLimit });
      const generations = [0, 0];
      const nameOf = (connection: number) => `connection-${connection}-${generations[connection]}`;
      let month = 0;
      for (const [at, each] of steps.entries()) {
        world.clock.now = new Date(new Date(MONTHS[month]!).getTime() + at * 1000);
        const before = await idsByFile(own);
        if (each.step === 'MONTH') month = Math.min(month + 1, MONTHS.length - 1);
        else if (each.step === 'END') await world.background.endSkippedFiles();
        else if (each.step === 'DELETE') {
          const everything = { connectionId: null, mediaType: null, search: null, minWidth: null, minHeight: null };
          const filter = { ...everything, ids: null, objectKeys: null, isConnected: null, isDuplicate: null };
          await world.deleteAssets(own.organizationId, {
            datasetId: own.datasetId,
            filter,
            expectedCount: before.size,
          });
        } else if (each.step === 'REPLACE') {
          await world.markRemoved(own.organizationId, nameOf(each.connection));
          generations[each.connection]! += 1;
        } else {
          const batch = aBatch({
            ...own,
            connectionId: nameOf(each.connection),
            runId: `run-${at}`,
            runOrdinal: at + 1,
            bucketName: `bucket-${each.connection}`,
            ...contentOf(each),
          });
          await world.ingest(batch);
          const { outcomes } = (await world.outcomesOf(batch.batchId))!;
          const objects = [...batch.accepted, ...batch.skipped].map(({ objectKey }) => objectKey);
          const renamed = batch.renamed?.map(({ toKey }) => toKey) ?? [];
          expect(outcomes.map(({ objectKey }) => objectKey).sort()).toEqual(
            [...objects, ...batch.removed, ...renamed].sort(),
          );
        }
        await expectTruth(own, dataRowsLimit);
        for (const [file, id] of await idsByFile(own)) expect(before.get(file) ?? id).toBe(id);
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);

type Step = Extract<typeof history extends fc.Arbitrary<(infer S)[]> ? S : never, { step: 'BATCH' | 'RENAME' }>;

function contentOf(each: Step) {
  if (each.step === 'RENAME') {
    const { from: fromKey, to: toKey, etag } = each;
    const rename = { fromKey, toKey, etag, sizeBytes: 1000, lastModified: '2026-11-01T08:00:00.000Z' };
    return { renamed: fromKey === toKey ? [] : [rename] };
  }
  const named = each.verdicts.map((one, at) => ({ ...one, objectKey: KEYS[at]! }));
  const of = (...kinds: string[]) => named.filter(({ kind }) => kinds.includes(kind));
  return {
    withdraw: each.withdraw as 'APPLY' | 'DEFER',
    ...(each.renames && { renames: 'DEFER' as const }),
    accepted: of('ACCEPTED', 'VIDEO').map(({ objectKey, etag, kind }) =>
      accepted(objectKey, { etag, media: kind === 'VIDEO' ? aVideo : anImage }),
    ),
    skipped: (['CORRUPT', 'ARCHIVED', 'CHANGED_DURING_SYNC'] as const).flatMap((reason) =>
      of(reason).map(({ objectKey, etag }) => skipped(objectKey, reason, { etag })),
    ),
    removed: of('REMOVED').map(({ objectKey }) => objectKey),
  };
}

/** Ids of the assets by connection and key. */
async function idsByFile(own: { organizationId: string; datasetId: string }): Promise<Map<string, string>> {
  const assets = await world.listAssets(own);
  return new Map(assets.map(({ connectionId, objectKey, id }) => [`${connectionId} ${objectKey}`, id]));
}

async function expectTruth(own: { organizationId: string; datasetId: string }, limit: number): Promise<void> {
  const { rows: months } = await world.pool.query(usedAndCharged, [own.organizationId]);
  for (const { used, charged } of months) {
    expect(used).toBe(charged);
    expect(used).toBeLessThanOrEqual(limit);
  }
  const { rowCount } = await world.pool.query(chargedTwice, [own.organizationId]);
  expect(rowCount).toBe(0);
  const { rows } = await world.pool.query(countedAndStored, [own.organizationId]);
  for (const row of rows) expect([row.asset_count, row.skipped_count]).toEqual([row.assets, row.skipped]);
  const skippedNow = { ...own, filter: { connectionId: null, reason: null } };
  const shown = await world.library.listSkippedFiles(skippedNow, { order: 'OBJECT_KEY', after: null, limit: 100 });
  expect(await world.library.countSkippedFiles(skippedNow)).toBe(shown.length);
  const connected = new Set(rows.filter((row) => row.is_connected).map((row) => row.id));
  for (const { connectionId } of shown) expect(connected).toContain(connectionId);
}

const usedAndCharged = `
  select used, coalesce((
    select sum(rows) from data_row_entries as entry
    where entry.organization_id = $1 and entry.month = usage.month and kind = 'CHARGE'
  ), 0) as charged
  from data_row_usage as usage
  where organization_id = $1`;

const chargedTwice = `
  select from data_row_entries
  where organization_id = $1 and kind = 'CHARGE'
  group by month, asset_id
  having count(*) > 1`;

const countedAndStored = `
  select id, removed_at is null as is_connected, asset_count, skipped_count,
    (select count(*) from assets where organization_id = $1 and connection_id = connections.id) as assets,
    (select count(*) from skipped_files where organization_id = $1 and connection_id = connections.id) as skipped
  from connections where organization_id = $1`;
