import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/run/run.ts';
import { findMissing } from '../../src/postgres/missing-store.ts';
import { aBatch, outcomesOf, recordPage } from '../support/builders.ts';
import { openLedger } from '../support/ledger.ts';

const EVERYTHING = { after: null, upTo: null, limit: 1_000_000 };

const { pool, ledger, reload, startedRun, sent, removeMissing } = await openLedger();

/** A second run that misses the first `count` of `of` files. The files from `skippedFrom` on were skipped before. */
async function runThatMisses(count: number, of: number, skippedFrom = of): Promise<Run> {
  const keys = Array.from({ length: of }, (_, n) => `key-${String(n).padStart(4, '0')}`);
  const first = await startedRun();
  const batch = aBatch(first, '0.0.0', keys.slice(0, skippedFrom));
  const others = aBatch(first, '0.0.1', keys.slice(skippedFrom));
  await recordPage(ledger, first, { listedCount: of, batches: [batch, others] });
  await ledger.tally(outcomesOf(batch));
  await ledger.tally(outcomesOf(others, { outcome: 'SKIPPED', reason: 'CORRUPT' }));
  const { organizationId, connectionId, datasetId } = first;
  const second = await startedRun({ organizationId, connectionId, datasetId });
  await recordPage(ledger, second, {
    listedCount: of - count,
    unchangedCount: of - count,
    missingKeys: keys.slice(0, count),
  });
  return reload(second);
}

test('a run that would remove too much is held, and nothing is removed until a person decides', async () => {
  const held = await runThatMisses(30, 100);
  expect(held.state).toBe('HELD');
  const batches = async () => (await sent(held)).filter((type) => type === 'assets.batch-inspected.v1');
  expect(await batches()).toHaveLength(1);

  const decided = await removeMissing(held);
  expect(decided.state).toBe('RUNNING');
  expect(await batches()).toHaveLength(2);
});

test('a held run reports the number of missing files and some keys, only to its organization', async () => {
  const held = await runThatMisses(120, 150);
  const missing = await findMissing(pool, held.organizationId, held.id);
  expect(missing.count).toBe(120);
  expect(missing.keys).toHaveLength(100);
  expect(missing.keys).toEqual([...missing.keys].sort());
  expect(await findMissing(pool, 'another', held.id)).toEqual({
    count: 0,
    unfitCount: 0,
    keys: [],
    unfitKeys: [],
  });
});

test('a run whose sample can no longer be read is held, although it lost a small share of the assets', async () => {
  const { organizationId, connectionId, datasetId } = await runThatMisses(0, 1_000);
  const run = await startedRun({ organizationId, connectionId, datasetId });
  const keys = Array.from({ length: 20 }, (_, n) => `key-${String(n * 50).padStart(4, '0')}`);
  const batch = { ...aBatch(run, '0.0.recheck.0', keys), isRecheck: true };
  await recordPage(ledger, run, { listedCount: 1_000, unchangedCount: 1_000, batches: [batch] });
  const lost = { ...batch, objects: batch.objects.slice(0, 8) };
  await ledger.tally(outcomesOf(lost, { outcome: 'WITHDRAWAL_DEFERRED', reason: 'KMS_DENIED' }));
  expect(await reload(run)).toMatchObject({
    state: 'HELD',
    counts: { rechecked: 20, lostInRechecks: 8, pendingWithdrawals: 8, knownAssetsBefore: 1_000 },
  });
  expect(await findMissing(pool, organizationId, run.id)).toMatchObject({ count: 8, unfitCount: 8 });
});

test('after KEEP the missing objects stay known, and the run ends', async () => {
  const held = await runThatMisses(100, 100);
  const decided = await ledger.decideRemovals(held.organizationId, held.id, 'KEEP');
  expect(decided?.state).toBe('SUCCEEDED');
  expect(await ledger.knownRange({ ...held, runId: null }, EVERYTHING)).toHaveLength(100);
});

test('an ordinary number of removals needs no decision', async () => {
  const run = await runThatMisses(5, 100);
  expect(run).toMatchObject({ state: 'RUNNING', removals: 'REMOVING', counts: { missing: 5, batchesOpen: 1 } });
});

test('a run that misses only files without an asset needs no decision, however many they are', async () => {
  const run = await runThatMisses(90, 100, 5);
  expect(run.counts).toMatchObject({ missing: 90, knownBefore: 100, knownAssetsBefore: 5 });
  expect(run).toMatchObject({ state: 'RUNNING', removals: 'REMOVING' });
});

test('a run that misses every asset is held, however many skipped files are still there', async () => {
  expect(await runThatMisses(40, 1_000, 40)).toMatchObject({ state: 'HELD', counts: { knownAssetsBefore: 40 } });
});

test('a held run names only assets, although skipped files are missing too', async () => {
  const held = await runThatMisses(100, 100, 30);
  expect(held).toMatchObject({ state: 'HELD', counts: { missing: 100, missingAssets: 30 } });
  const { count, keys } = await findMissing(pool, held.organizationId, held.id);
  expect({ count, keys: keys.length, last: keys.at(-1) }).toEqual({ count: 30, keys: 30, last: 'key-0029' });
});

test('any number of removals is sent in rounds, and the run ends when the last is tallied', async () => {
  const held = await runThatMisses(100, 100);
  await pool.query(
    `insert into missing_objects (run_id, object_key)
    select $1, 'more-' || lpad(n::text, 6, '0') from generate_series(1, 20000) n`,
    [held.id],
  );
  await pool.query('update sync_runs set missing = missing + 20000 where id = $1', [held.id]);
  await removeMissing(held);
  let rounds = 0;
  for (; (await reload(held)).state === 'RUNNING'; rounds += 1) {
    const open = 'select batch_id from run_batches where run_id = $1 and not is_tallied';
    const { rows } = await pool.query(open, [held.id]);
    expect(rows.length).toBeLessThanOrEqual(10);
    for (const { batch_id } of rows) {
      await ledger.tally({ ...outcomesOf(aBatch(held, 'x', []), {}), batchId: batch_id });
    }
  }
  expect(rounds).toBe(3);
  expect((await reload(held)).state).toBe('SUCCEEDED');
});
