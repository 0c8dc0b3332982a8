import { expect, test } from 'vitest';
import { type Run, waiting } from '../../src/domain/run/run.ts';
import { aBatch, aJob, aPart, openingOf, outcomesOf, recordPage } from '../support/builders.ts';
import { openLedger } from '../support/ledger.ts';

const EVERYTHING = { after: null, upTo: null, limit: 1_000_000 };

const { ledger, reload, openedRun, startedRun, sent, messagesOn } = await openLedger();

const open = (run: Run, epoch: number) => ledger.openSlice({ runId: run.id, epoch });

test('a connection has at most one run, however many requests arrive', async () => {
  const job = aJob();
  const asked = await Promise.all(
    Array.from({ length: 20 }, () => ledger.request({ ...aJob(job), runId: aJob().runId }, 'SEND_JOB')),
  );
  expect(asked.filter((answer) => answer !== 'ALREADY_RUNNING')).toHaveLength(1);
});

test('a page that two replicas record, or one twice, counts once: the last holder of a slice records it', async () => {
  const run = await startedRun();
  const [earlier, holder] = [await open(run, 0), await open(run, 0)];
  const part = aPart({ resumeAfter: 'b', listedCount: 2 });
  const batches = [aBatch(run, '0.0.0', ['a', 'b'])];
  const pages = { splits: [], parts: [part], batches, requestCount: 1, knownChanges: 0 };
  expect(await ledger.recordPages({ ...pages, slice: earlier!.slice })).toBeNull();
  const twice = [1, 2].map(() => ledger.recordPages({ ...pages, slice: holder!.slice }));
  const recorded = await Promise.allSettled(twice);
  expect(recorded.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const { counts } = await reload(run);
  expect(counts).toMatchObject({ listed: 2, batchesOpen: 1, requestCount: 1 });
  expect(await sent(run)).toEqual([
    'sync.requested.v1',
    'sync.progressed.v1',
    'assets.batch-inspected.v1',
    'sync.started.v1',
    'sync.slice-due.v1',
    'sync.inspection-due.v1',
  ]);
});

test('an outcome that is delivered twice is tallied once, and the run ends with the last batch', async () => {
  const run = await startedRun();
  const batch = aBatch(run, '0.0.0', ['a', 'b', 'c']);
  await recordPage(ledger, run, { listedCount: 3, batches: [batch] });
  const outcomes = outcomesOf(batch);
  await Promise.all([ledger.tally(outcomes), ledger.tally(outcomes), ledger.tally(outcomes)]);
  const ended = await reload(run);
  expect(ended.state).toBe('SUCCEEDED');
  expect(ended.counts).toMatchObject({ listed: 3, added: 3, batchesOpen: 0, bytesRead: 3 * 16_384 });
  expect(waiting(ended.counts)).toBe(0);
  expect((await sent(run)).at(-1)).toBe('sync.ended.v1');
});

test('a run lists nothing before assets has ingested its opening', async () => {
  const run = await openedRun();
  expect(await open(run, 0)).toBeNull();
  expect(await sent(run)).not.toContain('sync.slice-due.v1');
  const opening = { runOrdinal: run.ordinal, accepted: [], skipped: [], removed: [] };
  expect(await messagesOn('assets.intake.v1', run)).toMatchObject([opening]);

  await ledger.tally(openingOf(run));
  expect(await open(run, 0)).not.toBeNull();
  expect((await sent(run)).filter((type) => type === 'sync.slice-due.v1')).toHaveLength(1);
});

test('a run counts what is known after the answers to a cancelled run, so it may match renames and hold', async () => {
  const first = await startedRun();
  const batch = aBatch(first, '0.0.0', ['a', 'b']);
  await recordPage(ledger, first, { resumeAfter: 'b', listedCount: 2, batches: [batch] });
  await ledger.cancel(first.organizationId, first.id);
  const { organizationId, connectionId, datasetId } = first;
  const second = await openedRun({ organizationId, connectionId, datasetId });
  await ledger.tally(outcomesOf(batch));
  await ledger.tally({ ...openingOf(second), assetCount: 2 });
  expect((await reload(second)).counts).toMatchObject({ knownBefore: 2, knownAssetsBefore: 2 });
});

test('runs of one connection are numbered in their order', async () => {
  const first = await startedRun();
  await ledger.cancel(first.organizationId, first.id);
  const { organizationId, connectionId, datasetId } = first;
  const second = await startedRun({ organizationId, connectionId, datasetId });
  expect(second.ordinal).toBeGreaterThan(first.ordinal);
});

test('an outcome that names another organization or connection than its run counts nothing', async () => {
  const run = await startedRun();
  const batch = aBatch(run, '0.0.0', ['a']);
  await recordPage(ledger, run, { resumeAfter: 'a', listedCount: 1, batches: [batch] });
  const { connectionId } = aJob();
  await ledger.tally({ ...outcomesOf(batch), organizationId: 'globex' });
  await ledger.tally({ ...outcomesOf(batch), connectionId });
  expect((await reload(run)).counts).toMatchObject({ added: 0, batchesOpen: 1 });
  expect(await ledger.knownRange({ organizationId: 'globex', connectionId, runId: null }, EVERYTHING)).toEqual([]);
});

test('a batch that is ingested after a cancellation is known all the same', async () => {
  const run = await startedRun();
  const batch = aBatch(run, '0.0.0', ['a', 'b']);
  await recordPage(ledger, run, { resumeAfter: 'b', listedCount: 2, batches: [batch] });
  const cancelled = await ledger.cancel(run.organizationId, run.id);
  expect(cancelled?.state).toBe('CANCELLED');
  await ledger.tally(outcomesOf(batch));
  const later = await reload(run);
  expect(later.counts.added).toBe(2);
  expect(later.sequence).toBeGreaterThan(cancelled!.sequence);
  expect((await sent(run)).filter((type) => type === 'sync.ended.v1')).toHaveLength(2);
  const known = await ledger.knownRange({ ...run, runId: null }, EVERYTHING);
  expect(known.map(({ key }) => key)).toEqual(['a', 'b']);
  expect((await reload(run)).state).toBe('CANCELLED');
});

test('a slice of a run that has ended, or of an earlier epoch, is not opened', async () => {
  const run = await startedRun();
  const opened = await open(run, 0);
  expect(opened).toMatchObject({ ranges: [{ id: 0, after: null, upTo: null, parts: 0 }] });
  await ledger.yieldSlice(opened!.slice);
  expect(await open(run, 0)).toBeNull();
  expect(await open(run, 1)).not.toBeNull();
  await ledger.cancel(run.organizationId, run.id);
  expect(await open(run, 1)).toBeNull();
});

test('listing waits while many batches are open, and continues when they are tallied', async () => {
  const run = await startedRun();
  const batches = Array.from({ length: 40 }, (_, n) => aBatch(run, `0.0.${n}`, [`key-${String(n).padStart(2, '0')}`]));
  const opened = await open(run, 0);
  const parts = [aPart({ resumeAfter: 'key-39', listedCount: 40 })];
  await ledger.recordPages({ slice: opened!.slice, splits: [], parts, batches, requestCount: 1, knownChanges: 0 });
  await ledger.yieldSlice(opened!.slice);
  expect(await open(run, 1)).toBeNull();
  for (const batch of batches.slice(0, 30)) await ledger.tally(outcomesOf(batch));
  expect(await open(run, 1)).toMatchObject({ ranges: [{ after: 'key-39' }] });
});

test("another organization's run is answered as unknown", async () => {
  const run = await startedRun();
  expect(await ledger.find('globex', run.id)).toBeNull();
  expect(await ledger.cancel('globex', run.id)).toBeNull();
  expect(await ledger.decideRemovals('globex', run.id, 'REMOVE')).toBeNull();
  expect((await reload(run)).state).toBe('RUNNING');
});

test('an object that is an asset needs no more data rows, even while it cannot be read', async () => {
  const run = await startedRun();
  const batches = ['added', 'denied', 'unfit'].map((key) => aBatch(run, key, [key]));
  await recordPage(ledger, run, { resumeAfter: 'x', listedCount: 3, batches });
  await ledger.tally(outcomesOf(batches[0]!));
  await ledger.tally(outcomesOf(batches[1]!));
  await ledger.tally(outcomesOf(batches[2]!, { outcome: 'SKIPPED', reason: 'CORRUPT' }));
  const again = aBatch(run, 'again', ['denied']);
  await recordPage(ledger, run, { listedCount: 1, batches: [again] });
  await ledger.tally(outcomesOf(again, { outcome: 'SKIPPED', reason: 'READ_DENIED' }));
  const known = await ledger.knownRange({ ...run, runId: null }, EVERYTHING);
  expect(known.map(({ key, isAsset, unsettledReason }) => [key, isAsset, unsettledReason])).toEqual([
    ['added', true, null],
    ['denied', true, 'READ_DENIED'],
    ['unfit', false, null],
  ]);
});

test('the run of a removed connection is cancelled, and its known objects are deleted', async () => {
  const run = await startedRun();
  const batch = aBatch(run, '0.0.0', ['a', 'b']);
  await recordPage(ledger, run, { resumeAfter: 'b', listedCount: 2, batches: [batch] });
  await ledger.tally(outcomesOf(batch));
  await ledger.forgetConnection('globex', run.connectionId);
  expect((await reload(run)).state).toBe('RUNNING');
  await ledger.forgetConnection(run.organizationId, run.connectionId);
  expect((await reload(run)).state).toBe('CANCELLED');
  expect(await ledger.knownRange({ ...run, runId: null }, EVERYTHING)).toEqual([]);
});

test('answers that come after the removal of their connection leave no known objects', async () => {
  const earlier = await startedRun();
  const { organizationId, connectionId, datasetId } = earlier;
  const first = aBatch(earlier, '0.0.0', ['a']);
  await recordPage(ledger, earlier, { listedCount: 1, batches: [first] });
  await ledger.cancel(organizationId, earlier.id);
  const run = await startedRun({ organizationId, connectionId, datasetId });
  const second = aBatch(run, '0.0.0', ['b']);
  await recordPage(ledger, run, { listedCount: 1, batches: [second] });
  await ledger.forgetConnection(organizationId, connectionId);
  for (const batch of [first, second]) await ledger.tally(outcomesOf(batch));
  expect(await ledger.knownRange({ ...run, runId: null }, EVERYTHING)).toEqual([]);
});
