import type { InspectionDue, SkipReason, SliceDue, SyncRequested } from '@bucket-sync/shared/contracts';
import { AppError, type ErrorCode } from '@bucket-sync/shared/errors';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { BucketLister } from '../../../src/domain/ports.ts';
import type { Run } from '../../../src/domain/run/run.ts';
import { inspectBatch } from '../../../src/usecases/inspection/inspect-batch.ts';
import { createListSlice } from '../../../src/usecases/listing/list-slice.ts';
import { aBatch, EVERY_KEY, outcomesOf, recordPage } from '../../support/builders.ts';
import { photo, startInspection } from '../../support/inspection.ts';
import { openLedger } from '../../support/ledger.ts';
import { type SandboxBucket, startSandboxBucket } from '../../support/sandbox-bucket.ts';

const KEYS = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'];
const never = new AbortController().signal;

const opened = await openLedger();
const { pool, ledger, reload } = opened;
const startedRun = (of?: Partial<SyncRequested>) => opened.startedRun(of, EVERY_KEY);

let bucket: SandboxBucket;
let inspection: Awaited<ReturnType<typeof startInspection>>;
beforeAll(async () => {
  bucket = await startSandboxBucket('rechecked');
  inspection = await startInspection(bucket);
  for (const key of KEYS) await bucket.put(key, photo);
});
afterAll(async () => {
  await inspection.stop();
  await bucket.stop();
});
afterEach(() => {
  bucket.sandbox.faults.clear();
  inspection.sent.length = 0;
});

/** A connection whose objects have these outcomes; an asset where there is no reason. */
async function aSyncedConnection(reasons: Record<string, SkipReason> = {}) {
  const run = await startedRun();
  const { objects } = await inspection.parts.lister.listPage({ ...run, runId: run.id }, null);
  const batch = { ...aBatch(run, '0.0.0', []), objects };
  await recordPage(ledger, run, { listedCount: objects.length, batches: [batch] });
  const answer = outcomesOf(batch);
  const outcomes = answer.outcomes.map((each) => {
    const reason = reasons[each.objectKey];
    return reason ? { ...each, outcome: 'SKIPPED' as const, reason } : each;
  });
  await ledger.tally({ ...answer, outcomes });
  const { organizationId, connectionId, datasetId } = run;
  return { organizationId, connectionId, datasetId };
}

/** Lists the run, and answers the batches that it sent to be inspected. */
async function list(run: Run, recheckShare: number, lister = inspection.parts.lister): Promise<InspectionDue[]> {
  const { organizationId, id: runId } = run;
  const listSlice = createListSlice({ ledger, lister, recheckShare });
  await listSlice({ organizationId, runId, shard: 0, epoch: 0 }, never);
  return opened.messagesOn('sync.inspections.v1', run);
}

const inspect = (batch: InspectionDue) =>
  inspectBatch({ ...inspection.parts, ledger, deferred: { splitOff: async () => false } }, batch, never);
const keysOf = (batches: InspectionDue[]) => batches.flatMap(({ objects }) => objects.map(({ key }) => key));

test('an unchanged asset that can no longer be read is found, and all others cost a byte each', async () => {
  const run = await startedRun(await aSyncedConnection());
  const [batch] = await list(run, 1);
  expect(batch).toMatchObject({ isRecheck: true, withdraw: 'DEFER' });
  expect((await reload(run)).counts).toMatchObject({ listed: 4, unchanged: 4 });
  const denied = { kind: 'error', status: 403, code: 'AccessDenied', message: 'Access Denied' } as const;
  bucket.sandbox.faults.add({ match: { operation: 'GetObject', key: 'b.jpg' }, effect: denied });
  await inspect(batch!);
  const [sent] = inspection.sent;
  expect(sent).toMatchObject({ accepted: [], withdraw: 'DEFER', cost: { requestCount: 4, bytesRead: 3 } });
  expect(sent!.skipped).toMatchObject([{ objectKey: 'b.jpg', reason: 'READ_DENIED' }]);

  const deferred = { outcome: 'WITHDRAWAL_DEFERRED', reason: 'READ_DENIED' } as const;
  const answer = outcomesOf({ ...aBatch(run, 'x', ['b.jpg']), batchId: batch!.batchId }, deferred);
  await ledger.tally(answer);
  expect((await reload(run)).counts).toMatchObject({ listed: 4, unchanged: 3, pendingWithdrawals: 0, batchesOpen: 1 });
});

test('a transient failure withdraws no asset', async () => {
  const run = await startedRun(await aSyncedConnection());
  const [batch] = await list(run, 1);
  bucket.sandbox.faults.add({ match: { operation: 'GetObject', key: 'b.jpg' }, effect: { kind: 'internal-error' } });
  await inspect(batch!);
  expect(inspection.sent).toMatchObject([{ skipped: [], accepted: [] }]);
  await ledger.tally(outcomesOf({ ...aBatch(run, 'x', []), batchId: batch!.batchId }));
  expect(await reload(run)).toMatchObject({ state: 'SUCCEEDED', counts: { unchanged: 4 } });
});

test('a reported asset is read by the next sync, once', async () => {
  const connection = await aSyncedConnection({ 'd.jpg': 'CORRUPT' });
  const target = { ...connection, runId: null };
  expect(await ledger.reportBroken(target, 'c.jpg')).toBe(true);
  expect(await ledger.reportBroken(target, 'd.jpg')).toBe(false);
  expect(await ledger.reportBroken({ ...target, organizationId: 'globex' }, 'a.jpg')).toBe(false);
  const first = await startedRun(connection);
  const batches = await list(first, 0);
  expect(keysOf(batches)).toEqual(['c.jpg']);
  await ledger.tally(outcomesOf({ ...aBatch(first, 'x', []), batchId: batches[0]!.batchId }));
  expect((await reload(first)).state).toBe('SUCCEEDED_WITH_SKIPS');
  expect(await list(await startedRun(connection), 0)).toEqual([]);
});

test('a report that is repeated costs a sync in progress nothing', async () => {
  const connection = await aSyncedConnection();
  const target = { ...connection, runId: null };
  const run = await startedRun(connection);
  for (const key of ['c.jpg', 'c.jpg', 'nothing.jpg', 'c.jpg']) await ledger.reportBroken(target, key);
  expect((await reload(run)).knownChanges).toBe(run.knownChanges + 1);
});

test('a run that names reasons reads only what was skipped for these, lists nothing and removes nothing', async () => {
  const connection = await aSyncedConnection({
    'a.jpg': 'CORRUPT',
    'b.jpg': 'EXIF_ORIENTATION',
    'c.jpg': 'READ_FAILED',
  });
  bucket.sandbox.faults.add({ match: { operation: 'GetObject' }, effect: { kind: 'internal-error' } });
  const run = await startedRun({ ...connection, only: ['CORRUPT', 'READ_FAILED'] });
  expect(run.onlyReasons).toEqual(['CORRUPT', 'READ_FAILED']);
  const batches = await list(run, 1);
  expect(keysOf(batches)).toEqual(['a.jpg', 'c.jpg']);
  expect((await reload(run)).counts).toMatchObject({ listed: 2, unchanged: 0, missing: 0, requestCount: 2 });
  await ledger.tally(outcomesOf({ ...aBatch(run, 'x', ['a.jpg', 'c.jpg']), batchId: batches[0]!.batchId }));
  expect(await reload(run)).toMatchObject({ state: 'SUCCEEDED', listingDone: true, counts: { added: 2 } });
});

/** The bucket, whose lookups of these keys fail. */
function failingFor(keys: readonly string[], code: ErrorCode): BucketLister {
  const { lister } = inspection.parts;
  return {
    ...lister,
    async find(target, key, options) {
      if (keys.includes(key)) throw new AppError(code, {});
      return lister.find(target, key, options);
    },
  };
}

test.each<ErrorCode>(['AWS_UNAVAILABLE', 'PLATFORM_CREDENTIALS'])(
  'one lookup that fails as %s costs a run that names reasons its own file only, which stays skipped',
  async (code) => {
    const connection = await aSyncedConnection({ 'a.jpg': 'CORRUPT', 'c.jpg': 'CORRUPT' });
    const run = await startedRun({ ...connection, only: ['CORRUPT'] });
    const batches = await list(run, 0, failingFor(['a.jpg'], code));
    expect(keysOf(batches)).toEqual(['c.jpg']);
    await ledger.tally(outcomesOf({ ...aBatch(run, 'x', ['c.jpg']), batchId: batches[0]!.batchId }));
    expect(await reload(run)).toMatchObject({ state: 'SUCCEEDED', counts: { listed: 1 } });
    expect(await ledger.skippedKeys({ ...connection, runId: null }, ['CORRUPT'], null, 10)).toEqual(['a.jpg']);
  },
);

test('a run that names reasons waits while every lookup fails, and ends on a denied one', async () => {
  const connection = await aSyncedConnection({ 'a.jpg': 'CORRUPT', 'c.jpg': 'CORRUPT' });
  const run = await startedRun({ ...connection, only: ['CORRUPT'] });
  expect(await list(run, 0, failingFor(KEYS, 'AWS_UNAVAILABLE'))).toEqual([]);
  expect(await reload(run)).toMatchObject({ state: 'RUNNING', retrying: expect.stringContaining('the listing') });
  await pool.query('update listing_shards set retry_at = now() where run_id = $1', [run.id]);
  await ledger.retryDueSlices();
  const [, again] = await opened.messagesOn<SliceDue>('sync.listings.v1', run);
  await createListSlice({ ledger, lister: failingFor(['a.jpg'], 'LIST_DENIED'), recheckShare: 0 })(again!, never);
  expect(await reload(run)).toMatchObject({ state: 'FAILED', failure: { code: 'LIST_DENIED' } });
});

test('only whole syncs that succeed take turns', async () => {
  const connection = await aSyncedConnection({ 'a.jpg': 'CORRUPT' });
  const second = await startedRun(connection);
  expect(second.turn).toBe(1);
  await ledger.cancel(second.organizationId, second.id);
  const only = await startedRun({ ...connection, only: ['EMPTY'] });
  await list(only, 1);
  expect((await reload(only)).state).toBe('SUCCEEDED');
  expect((await startedRun(connection)).turn).toBe(1);
});
