import type { BatchInspected } from '@bucket-sync/shared/contracts';
import { expect, test } from 'vitest';
import { aBatch, aJob, anObject, openingOf, outcomesOf, recordPage } from '../support/builders.ts';
import { openLedger } from '../support/ledger.ts';
import { listedSyncs } from '../support/listed-syncs.ts';

const { pool, ledger, reload, openedRun, startedRun, messagesOn, sent } = await openLedger();

test('after the database of sync was restored, a run gets a later number than those that assets knows', async () => {
  const run = await openedRun();
  const newestRun = run.ordinal + 500;
  await ledger.tally({ ...openingOf(run), newestRun });
  const [, opening] = await messagesOn<BatchInspected>('assets.intake.v1', run);
  expect(opening!.runOrdinal).toBeGreaterThan(newestRun);
  expect(await reload(run)).toMatchObject({
    state: 'RUNNING',
    ordinal: opening!.runOrdinal,
    counts: { batchesOpen: 1 },
  });
  expect(await sent(run)).not.toContain('sync.slice-due.v1');

  await ledger.tally({ ...openingOf(run), batchId: opening!.batchId });
  expect(await sent(run)).toContain('sync.slice-due.v1');
  expect((await startedRun()).ordinal).toBeGreaterThan(newestRun);
});

test('a run that was restored while it was in progress never succeeds without its objects', async () => {
  const run = await startedRun();
  const batch = aBatch(run, '0.0.0', ['a.jpg']);
  await recordPage(ledger, run, { listedCount: 1, batches: [batch] });
  await ledger.tally({ ...outcomesOf(batch), outcomes: [], newestRun: run.ordinal + 1 });
  expect(await reload(run)).toMatchObject({ state: 'FAILED', failure: { code: 'WORK_LOST' } });
});

test('an impossibly large number fails its run and leaves the sequence as it is', async () => {
  const run = await openedRun();
  await ledger.tally({ ...openingOf(run), newestRun: Number.MAX_SAFE_INTEGER });
  expect(await reload(run)).toMatchObject({ state: 'FAILED', failure: { code: 'WORK_LOST' } });
  expect((await openedRun()).ordinal).toBeLessThan(1_000_000);
});

const numbered = (count: number) =>
  Array.from({ length: count }, (_, n) => anObject(`${String(n).padStart(4, '0')}.jpg`));

test('only the assets that a restored database has lost are inspected, and added again', async () => {
  const sync = listedSyncs(ledger, pool, aJob());
  const objects = numbered(2_500);
  await sync({ objects });
  const lost = objects.slice(1_000, 1_007).map(({ key }) => key);
  const { run, inspected } = await sync({ objects, lost });
  expect(inspected).toEqual(lost);
  expect(run).toMatchObject({ state: 'SUCCEEDED', counts: { added: 7, updated: 0, unchanged: 2_493, missing: 0 } });
  expect((await sync({ objects })).inspected).toEqual([]);
});

test('files that were deleted since are still missing after such a loss', async () => {
  const sync = listedSyncs(ledger, pool, aJob());
  const objects = numbered(100);
  await sync({ objects });
  const left = objects.slice(3);
  const { removed } = await sync({ objects: left, lost: [objects[50]!.key] });
  expect(removed).toEqual(objects.slice(0, 3).map(({ key }) => key));
});

test('assets that are back or have earlier bytes after a restore are removed and inspected again', async () => {
  const sync = listedSyncs(ledger, pool, aJob());
  const objects = numbered(100);
  await sync({ objects });
  const back = anObject('back.jpg');
  const earlier = { ...objects[70]!, etag: 'earlier' };
  const { removed, inspected } = await sync({ objects, restored: [back, earlier] });
  expect(removed).toEqual([back.key]);
  expect(inspected).toEqual([earlier.key]);
  expect(await sync({ objects })).toMatchObject({ removed: [], inspected: [] });
});

test('assets that a restored database of sync does not know are not read, but removed without their file', async () => {
  const job = aJob();
  const sync = listedSyncs(ledger, pool, job);
  const objects = numbered(100);
  await sync({ objects });
  await pool.query('delete from listed_ranges where connection_id = $1', [job.connectionId]);
  await pool.query('delete from known_objects where connection_id = $1 and object_key >= $2', [
    job.connectionId,
    objects[90]!.key,
  ]);
  const { run, removed, inspected } = await sync({ objects: objects.slice(0, 98) });
  expect(inspected).toEqual([]);
  expect(removed).toEqual(objects.slice(98).map(({ key }) => key));
  expect(run.counts).toMatchObject({ knownBefore: 100, knownAssetsBefore: 100, unchanged: 98, removed: 2 });
});

test('many assets whose files are gone hold the run, also if sync had forgotten all of them', async () => {
  const job = aJob();
  const sync = listedSyncs(ledger, pool, job);
  await sync({ objects: numbered(100) });
  await pool.query('delete from listed_ranges where connection_id = $1', [job.connectionId]);
  await pool.query('delete from known_objects where connection_id = $1', [job.connectionId]);
  const { run } = await sync({ objects: numbered(50) });
  expect(run).toMatchObject({ state: 'HELD', counts: { missing: 50 } });
});

test('a difference that remains is looked into once', async () => {
  const sync = listedSyncs(ledger, pool, aJob());
  const objects = numbered(100);
  await sync({ objects });
  const lost = [objects[50]!.key];
  const outcomeOf = () => ({ outcome: 'SKIPPED', reason: 'READ_FAILED' }) as const;
  expect(await sync({ objects, lost, outcomeOf })).toMatchObject({ inspected: lost, askedForAssets: true });
  expect((await sync({ objects, lost, outcomeOf })).askedForAssets).toBe(false);
});

test('a message about assets that comes after the listing has begun changes nothing', async () => {
  const run = await openedRun();
  await ledger.tally({ ...openingOf(run), assetCount: 1 });
  const [, asking] = await messagesOn<BatchInspected>('assets.intake.v1', run);
  const { organizationId, connectionId, runId, batchId } = asking!;
  const names = { organizationId, connectionId, runId, batchId };
  const { key: objectKey, etag, sizeBytes } = anObject('a.jpg');
  const held = { ...names, after: null, upTo: null, assets: [{ objectKey, etag, sizeBytes }] };
  await ledger.rememberAssets(held);
  await ledger.rememberAssets(held);
  expect(await sent(run)).not.toContain('sync.slice-due.v1');
  await ledger.tally({ ...openingOf(run), batchId, assetCount: 1 });
  expect(await reload(run)).toMatchObject({ counts: { knownBefore: 1, knownAssetsBefore: 1, batchesOpen: 0 } });
  expect(await sent(run)).toContain('sync.slice-due.v1');
  await ledger.rememberAssets({ ...held, assets: [] });
  const [known] = await ledger.knownAmong({ organizationId, connectionId, runId }, [objectKey]);
  expect(known).toMatchObject({ isAsset: true, unsettledReason: null });
});

test('a message about a range of many known assets is recorded in portions', async () => {
  const run = await openedRun();
  await ledger.tally({ ...openingOf(run), assetCount: 1 });
  const [, asking] = await messagesOn<BatchInspected>('assets.intake.v1', run);
  const { organizationId, connectionId, runId, batchId } = asking!;
  await pool.query(
    `insert into known_objects (connection_id, organization_id, object_key, etag, size_bytes, is_asset)
    select $1, $2, 'known ' || lpad(n::text, 5, '0'), 'etag', 1, true from generate_series(1, 45000) as keys (n)`,
    [connectionId, organizationId],
  );
  const assets = ['known 00007', 'known 30000', 'new'].map((objectKey) => ({ objectKey, etag: 'etag', sizeBytes: 1 }));
  await ledger.rememberAssets({
    organizationId,
    connectionId,
    runId,
    batchId,
    after: 'known 00005',
    upTo: null,
    assets,
  });
  const { rows } = await pool.query(
    `select object_key as key from known_objects where connection_id = $1 and unsettled_reason is null order by 1`,
    [connectionId],
  );
  const settled = [1, 2, 3, 4, 5, 7].map((n) => `known 0000${n}`);
  expect(rows.map(({ key }) => key)).toEqual([...settled, 'known 30000', 'new']);
  const { rows: transactions } = await pool.query(
    `select count(*) as updated from known_objects
    where connection_id = $1 and unsettled_reason is not null
    group by xmin::text`,
    [connectionId],
  );
  for (const { updated } of transactions) expect(updated).toBeLessThanOrEqual(20_000);
});
