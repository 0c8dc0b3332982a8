import type { BatchIngested } from '@bucket-sync/shared/contracts';
import { waitingMessages } from '@bucket-sync/shared/testing';
import { expect, test } from 'vitest';
import { type Run, waiting } from '../../src/domain/run/run.ts';
import { findMissing } from '../../src/postgres/missing-store.ts';
import { aBatch, anObject, outcomesOf, recordPage } from '../support/builders.ts';
import { openLedger } from '../support/ledger.ts';

const LISTED_AT = '2026-11-01T10:00:00.000Z';

const { pool, ledger, reload, startedRun } = await openLedger();

type Outcome = Partial<BatchIngested['outcomes'][number]>;
type Sent = { batchId: string; withdraw?: string; renames?: string; renamed?: object[]; objects?: object[] };

const numbered = (count: number, folder = 'old') =>
  Array.from({ length: count }, (_, n) => `${folder}/${String(n).padStart(3, '0')}.jpg`);
const knownKeys = async (run: Run) =>
  (await ledger.knownRange({ ...run, runId: null }, { after: null, upTo: null, limit: 1_000 })).map(({ key }) => key);

/** The open batches of the run, as they were sent. */
async function open(run: Run): Promise<Sent[]> {
  const { rows } = await pool.query('select batch_id from run_batches where run_id = $1 and not is_tallied', [run.id]);
  const openIds = new Set(rows.map((row) => row.batch_id));
  return (await waitingMessages(pool)).map(({ data }) => data).filter(({ batchId }) => openIds.has(batchId));
}

/** A second run over these assets, which all have the same content. */
async function resync(keys: readonly string[]): Promise<Run> {
  const first = await startedRun();
  const batch = { ...aBatch(first, '0.0.0', []), objects: keys.map((key) => anObject(key, { etag: 'e' })) };
  await recordPage(ledger, first, { listedCount: keys.length, batches: [batch] });
  await ledger.tally(outcomesOf(batch));
  const { organizationId, connectionId, datasetId } = first;
  return startedRun({ organizationId, connectionId, datasetId });
}

/** Lists these objects and answers each with the same outcome. */
async function listAll(run: Run, keys: readonly string[], outcome: Outcome, missingKeys: string[] = []) {
  const batch = { ...aBatch(run, '0.0.0', []), objects: keys.map((key) => anObject(key, { etag: 'e' })) };
  await recordPage(ledger, run, { listedCount: keys.length, missingKeys, batches: [batch] });
  await ledger.tally(outcomesOf(batch, { lastModified: LISTED_AT, ...outcome }));
  return reload(run);
}

/** Answers an open batch, each of its objects with the same outcome. */
const answer = (run: Run, batchId: string, keys: readonly string[], outcome: Outcome) =>
  ledger.tally({ ...outcomesOf(aBatch(run, 'x', keys), { etag: 'e', ...outcome }), batchId });

const UNFIT = { outcome: 'WITHDRAWAL_DEFERRED', reason: 'EXIF_ORIENTATION' } as const;

test('a run that would withdraw too much is held, and names its files', async () => {
  const keys = numbered(40);
  const held = await listAll(await resync(keys), keys, UNFIT);
  expect(held).toMatchObject({ state: 'HELD', counts: { pendingWithdrawals: 40, skipped: 0 } });
  expect(waiting(held.counts)).toBe(40);
  expect(await open(held)).toEqual([]);
  const missing = await findMissing(pool, held.organizationId, held.id);
  expect(missing).toEqual({ count: 40, unfitCount: 40, keys, unfitKeys: keys });
});

test('a held run names which of its files no longer fit, and which are missing', async () => {
  const keys = numbered(40);
  const isUnfit = (_key: string, n: number) => n % 2 === 0;
  const unfitKeys = keys.filter(isUnfit);
  const missingKeys = keys.filter((key) => !unfitKeys.includes(key));
  const held = await listAll(await resync(keys), unfitKeys, UNFIT, missingKeys);
  const missing = await findMissing(pool, held.organizationId, held.id);
  expect(missing).toEqual({ count: 40, unfitCount: 20, keys, unfitKeys });
});

test('after REMOVE the files that no longer fit are inspected again and withdrawn', async () => {
  const keys = numbered(40);
  const held = await listAll(await resync(keys), keys, UNFIT);
  await ledger.decideRemovals(held.organizationId, held.id, 'REMOVE');
  const [sent, ...others] = await open(held);
  expect(others).toEqual([]);
  expect(sent).toMatchObject({
    withdraw: 'APPLY',
    objects: expect.arrayContaining([
      { ...anObject(keys[0]!), etag: 'e', storageClass: null, lastModified: LISTED_AT },
    ]),
  });
  await answer(held, sent!.batchId, keys, { outcome: 'SKIPPED', reason: 'EXIF_ORIENTATION', withdrawn: true });
  const ended = await reload(held);
  expect(ended).toMatchObject({
    state: 'SUCCEEDED_WITH_SKIPS',
    counts: { skipped: 40, withdrawn: 40, pendingWithdrawals: 0 },
    skippedByReason: [{ reason: 'EXIF_ORIENTATION', count: 40 }],
  });
  expect(waiting(ended.counts)).toBe(0);
});

test('an archived file is read again after REMOVE: one that was restored meanwhile keeps its asset', async () => {
  const keys = numbered(12);
  const run = await resync(keys);
  const archived = { etag: 'e', storageClass: 'GLACIER' };
  const batch = { ...aBatch(run, '0.0.0', []), objects: keys.map((key) => anObject(key, archived)) };
  await recordPage(ledger, run, { listedCount: 12, batches: [batch] });
  await ledger.tally(
    outcomesOf(batch, { lastModified: LISTED_AT, outcome: 'WITHDRAWAL_DEFERRED', reason: 'ARCHIVED' }),
  );
  await ledger.decideRemovals(run.organizationId, run.id, 'REMOVE');
  const [sent] = await open(run);
  expect(sent!.objects).toContainEqual({
    ...anObject(keys[0]!, archived),
    isRestored: true,
    lastModified: LISTED_AT,
  });

  const outcomes = keys.map((objectKey, n) => ({
    objectKey,
    etag: 'e',
    sizeBytes: 1_000,
    ...(n === 0
      ? { outcome: 'UPDATED' as const, reason: null }
      : { outcome: 'SKIPPED' as const, reason: 'ARCHIVED' as const, withdrawn: true }),
  }));
  await ledger.tally({ ...outcomesOf(batch), batchId: sent!.batchId, outcomes });
  const known = await ledger.knownRange({ ...run, runId: null }, { after: null, upTo: null, limit: 100 });
  expect(known.map(({ archivedIn }) => archivedIn)).toEqual([null, ...Array(11).fill('GLACIER')]);
});

test('after KEEP the assets stay unchanged, and the next sync finds the files changed again', async () => {
  const keys = numbered(40);
  const run = await resync(keys);
  const before = await ledger.knownRange({ ...run, runId: null }, { after: null, upTo: null, limit: 100 });
  const held = await listAll(run, keys, { ...UNFIT, etag: 'rotated' });
  const kept = await ledger.decideRemovals(held.organizationId, held.id, 'KEEP');
  expect(kept).toMatchObject({ state: 'SUCCEEDED', counts: { unchanged: 40, withdrawn: 0 } });
  expect(waiting(kept!.counts)).toBe(0);
  expect(await ledger.knownRange({ ...run, runId: null }, { after: null, upTo: null, limit: 100 })).toEqual(before);
});

test('a few files that no longer fit are withdrawn without a question', async () => {
  const keys = numbered(40);
  const run = await resync(keys);
  const batch = aBatch(run, '0.0.0', keys.slice(0, 3));
  await recordPage(ledger, run, { listedCount: 40, unchangedCount: 37, batches: [batch] });
  await ledger.tally(outcomesOf(batch, UNFIT));
  expect(await open(run)).toMatchObject([{ withdraw: 'APPLY', objects: { length: 3 } }]);
  expect((await reload(run)).state).toBe('RUNNING');
});

test('the run of a moved folder is not held: every asset moves to its new key', async () => {
  const [before, now] = [numbered(40), numbered(40, 'new')];
  const run = await listAll(await resync(before), now, { outcome: 'RENAME_POSSIBLE' }, before);
  expect(run).toMatchObject({ state: 'RUNNING', counts: { missing: 0, pendingRenames: 0 } });
  const [sent] = await open(run);
  expect(sent!.renamed).toHaveLength(40);
  expect(sent!.renamed![7]).toEqual({
    fromKey: 'old/007.jpg',
    toKey: 'new/007.jpg',
    etag: 'e',
    sizeBytes: 1_000,
    lastModified: LISTED_AT,
  });
  const answered = outcomesOf(aBatch(run, 'x', now), { etag: 'e', outcome: 'UPDATED' });
  const outcomes = answered.outcomes.map((each, n) => ({ ...each, renamedFrom: before[n]! }));
  await ledger.tally({ ...answered, batchId: sent!.batchId, outcomes });
  expect(await reload(run)).toMatchObject({ state: 'SUCCEEDED', counts: { updated: 40, renamed: 40, removed: 0 } });
  expect(await knownKeys(run)).toEqual(now);
});

test('a copy of a file that is still there is inspected as a new file', async () => {
  const run = await resync(['a.jpg']);
  const batch = aBatch(run, '0.0.0', ['copy.jpg']);
  await recordPage(ledger, run, { listedCount: 2, unchangedCount: 1, batches: [batch] });
  await ledger.tally(outcomesOf(batch, { outcome: 'RENAME_POSSIBLE', lastModified: LISTED_AT }));
  const [sent] = await open(run);
  expect(sent).toMatchObject({ withdraw: 'DEFER', objects: [{ key: 'copy.jpg', lastModified: LISTED_AT }] });
  expect(sent).not.toHaveProperty('renames');
  await answer(run, sent!.batchId, ['copy.jpg'], { outcome: 'ADDED' });
  expect(await reload(run)).toMatchObject({ state: 'SUCCEEDED', counts: { added: 1, unchanged: 1 } });
});

test('after a refused rename the new key is inspected as a new file, and the old one is removed', async () => {
  const run = await listAll(await resync(['old.jpg']), ['new.jpg'], { outcome: 'RENAME_POSSIBLE' }, ['old.jpg']);
  await answer(run, (await open(run))[0]!.batchId, ['new.jpg'], { outcome: 'RENAME_REFUSED' });
  const [again] = await open(run);
  expect(again).toMatchObject({ objects: [{ key: 'new.jpg' }] });
  await answer(run, again!.batchId, ['new.jpg'], { outcome: 'ADDED' });
  const [removal] = await open(run);
  expect(removal).toMatchObject({ removed: ['old.jpg'] });
  await answer(run, removal!.batchId, ['old.jpg'], { outcome: 'REMOVED' });
  expect(await reload(run)).toMatchObject({ state: 'SUCCEEDED', counts: { added: 1, removed: 1, renamed: 0 } });
  expect(await knownKeys(run)).toEqual(['new.jpg']);
});
