import { newId } from '@bucket-sync/shared/ids';
import { eventually } from '@bucket-sync/shared/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Run } from '../../../src/domain/run/run.ts';
import { snapshotOf } from '../../../src/domain/run/run-snapshot.ts';
import { createDeferredBatches } from '../../../src/postgres/deferred-store.ts';
import { inspectBatch } from '../../../src/usecases/inspection/inspect-batch.ts';
import { createRetryLane } from '../../../src/usecases/inspection/retry-deferred.ts';
import { aBatch, lanes, recordPage } from '../../support/builders.ts';
import { photo, startInspection } from '../../support/inspection.ts';
import { openLedger } from '../../support/ledger.ts';
import { type SandboxBucket, startSandboxBucket } from '../../support/sandbox-bucket.ts';

const PATIENCE_MS = 600_000;

const opened = await openLedger();
const { pool, ledger, startedRun } = opened;
const deferred = createDeferredBatches({ pool, nudge: () => {} });

let bucket: SandboxBucket;
beforeAll(async () => {
  bucket = await startSandboxBucket('retried');
  for (const key of ['a.jpg', 'b.jpg', 'c.jpg']) await bucket.put(key, photo);
});
afterAll(() => bucket.stop());

let inspection: Awaited<ReturnType<typeof startInspection>>;
let lane: ReturnType<typeof createRetryLane>;
let run: Run;
let laneErrors: unknown[];
let batch: Parameters<typeof inspectBatch>[1];
beforeEach(async () => {
  laneErrors = [];
  inspection = await startInspection(bucket, ledger.sampleKnown);
  lane = createRetryLane({
    ...inspection.parts,
    ledger,
    deferred,
    patienceMs: PATIENCE_MS,
    onFailure: (error) => void laneErrors.push(error),
  });
  run = await startedRun();
  const { objects } = await inspection.parts.lister.listPage({ ...run, runId: run.id }, null);
  batch = { ...aBatch(run, '0.0.0', []), objects };
  await recordPage(ledger, run, { listedCount: objects.length, batches: [batch] });
});
afterEach(async () => {
  bucket.sandbox.faults.clear();
  await lane.stop();
  await inspection.stop();
  await ledger.cancel(run.organizationId, run.id);
});

const failing = (key?: string) =>
  bucket.sandbox.faults.add({
    match: { operation: 'GetObject', ...(key && { key }) },
    effect: { kind: 'internal-error' },
  });

const inspect = () => inspectBatch({ ...inspection.parts, ledger, deferred }, batch, new AbortController().signal);
const reload = () => opened.reload(run);
const verdicts = () =>
  inspection.sent.flatMap(({ accepted, skipped }) => [
    ...accepted.map(({ objectKey }) => [objectKey, 'ACCEPTED']),
    ...skipped.map(({ objectKey, reason }) => [objectKey, reason]),
  ]);

/** Answers the batches that were sent, as assets does. */
async function tallySent(): Promise<void> {
  for (const { accepted, skipped, cost, runId, batchId, organizationId, connectionId } of inspection.sent) {
    const outcomes = [
      ...accepted.map(({ objectKey, etag, sizeBytes }) => ({ objectKey, etag, sizeBytes, reason: null })),
      ...skipped.map(({ objectKey, etag, sizeBytes, reason }) => ({ objectKey, etag, sizeBytes, reason })),
    ].map((each) => ({ ...each, outcome: each.reason ? ('SKIPPED' as const) : ('ADDED' as const) }));
    await ledger.tally({ organizationId, connectionId, runId, batchId, outcomes, cost });
  }
}

/** One round of retries, with the pause ended. With `waitedMs`, the objects have waited for that time. */
async function nextRound(waitedMs = 0): Promise<void> {
  const { rowCount } = await pool.query(
    `update deferred_batches set due_at = now(), waiting_since = now() - make_interval(secs => $2) where run_id = $1`,
    [run.id, waitedMs / 1000],
  );
  if (rowCount === 0) return;
  await lane.startDue();
  await eventually(async () => {
    const { rows } = await pool.query(
      `select from deferred_batches where run_id = $1 and due_at > now() + interval '25 s'`,
      [run.id],
    );
    expect(rows).toHaveLength(0);
  });
}

test('one key that fails for good is skipped as READ_FAILED, and its neighbours do not wait for it', async () => {
  failing('b.jpg');
  await inspect();
  expect(verdicts()).toEqual([
    ['a.jpg', 'ACCEPTED'],
    ['c.jpg', 'ACCEPTED'],
  ]);
  await tallySent();
  expect(await reload()).toMatchObject({ state: 'RUNNING', counts: { added: 2, batchesOpen: 1 } });
  for (let round = 0; round < 3; round += 1) await nextRound();
  expect(verdicts().slice(2)).toEqual([['b.jpg', 'READ_FAILED']]);
  expect(inspection.sent[1]!.skipped[0]!.detail).toMatch(/500 InternalError, request id \w+/);
  await tallySent();
  expect(await reload()).toMatchObject({ state: 'SUCCEEDED_WITH_SKIPS', counts: { listed: 3, added: 2, skipped: 1 } });
  const known = await ledger.knownRange({ ...run, runId: null }, { after: 'a.jpg', upTo: 'b.jpg', limit: 1 });
  expect(known).toMatchObject([{ key: 'b.jpg', unsettledReason: 'READ_FAILED' }]);
});

test('a file that failed once is not at fault, however long a slow bucket has kept it waiting', async () => {
  const fault = failing('b.jpg');
  await inspect();
  await nextRound(PATIENCE_MS + 1);
  expect(verdicts().map(([key]) => key)).toEqual(['a.jpg', 'c.jpg']);
  bucket.sandbox.faults.clear(fault);
  await nextRound(PATIENCE_MS + 1);
  expect(verdicts().at(-1)).toEqual(['b.jpg', 'ACCEPTED']);
});

test('a key that recovers between two rounds is added', async () => {
  const fault = failing('b.jpg');
  await inspect();
  await nextRound();
  bucket.sandbox.faults.clear(fault);
  await nextRound();
  expect(verdicts()).toContainEqual(['b.jpg', 'ACCEPTED']);
  await tallySent();
  expect(await reload()).toMatchObject({ state: 'SUCCEEDED', counts: { added: 3, batchesOpen: 0 } });
});

test('while all reads fail no file is skipped, and the run fails as AWS_UNAVAILABLE', async () => {
  failing();
  await inspect();
  for (let round = 0; round < 6; round += 1) await nextRound();
  expect(verdicts()).toEqual([]);
  expect((await reload()).state).toBe('RUNNING');
  await nextRound(PATIENCE_MS + 1);
  expect(await reload()).toMatchObject({
    state: 'FAILED',
    failure: { code: 'AWS_UNAVAILABLE', message: expect.stringContaining('500 InternalError') },
  });
  expect(verdicts()).toEqual([]);
  const { rowCount } = await pool.query('select from deferred_batches where run_id = $1', [run.id]);
  expect(rowCount).toBe(0);
});

test('files are added after an outage that ends in time', async () => {
  failing();
  await inspect();
  for (let round = 0; round < 5; round += 1) await nextRound();
  bucket.sandbox.faults.clear();
  await nextRound();
  expect(verdicts().map(([, verdict]) => verdict)).toEqual(['ACCEPTED', 'ACCEPTED', 'ACCEPTED']);
});

test('a progress that waits for AWS says so, and promises no time', async () => {
  failing('b.jpg');
  await inspect();
  await tallySent();
  const { progress } = snapshotOf(await reload(), new Date(Date.now() + 60_000));
  expect(progress.waitingFor).toMatch(/^AWS answers 500 InternalError for b.jpg; trying again$/);
  expect(progress).toMatchObject({ secondsLeft: null, waiting: 1 });
});

test('a batch that is delivered again decides nothing for the objects that were split off', async () => {
  const fault = failing('b.jpg');
  await inspect();
  bucket.sandbox.faults.clear(fault);
  await inspect();
  const delivered = inspection.sent.map(({ accepted }) => accepted.map(({ objectKey }) => objectKey));
  expect(delivered).toEqual([
    ['a.jpg', 'c.jpg'],
    ['a.jpg', 'c.jpg'],
  ]);
});

test('a batch that was tallied before is not read again', async () => {
  await inspect();
  await tallySent();
  bucket.sandbox.counters.reset();
  await inspect();
  expect(inspection.sent).toHaveLength(1);
  expect(bucket.sandbox.counters.read()['s3:GetObject']).toBeUndefined();
});

test('a batch whose process was killed is claimed again after its lease', async () => {
  failing('b.jpg');
  await inspect();
  const due = `update deferred_batches set due_at = now() where run_id = $1`;
  await pool.query(due, [run.id]);
  expect(await deferred.claim(lanes(10))).toMatchObject([{ names: { runId: run.id }, objects: [{ failures: 1 }] }]);
  expect(await deferred.claim(lanes(10))).toEqual([]);
  await pool.query(due, [run.id]);
  expect(await deferred.claim(lanes(10))).toHaveLength(1);
});

test('a permanent error of ours finally ends the run', async () => {
  failing('b.jpg');
  await inspect();
  inspection.parts.inspector.inspect = async () => {
    throw new Error('a bug');
  };
  const due = (waitedMs: number) =>
    pool.query(
      `update deferred_batches set due_at = now(), waiting_since = now() - make_interval(secs => $2) where run_id = $1`,
      [run.id, waitedMs / 1000],
    );
  await due(0);
  await lane.startDue();
  await eventually(() => expect(laneErrors).toHaveLength(1));
  expect((await reload()).state).toBe('RUNNING');
  await due(PATIENCE_MS + 1);
  await lane.startDue();
  await eventually(async () =>
    expect(await reload()).toMatchObject({ state: 'FAILED', failure: { code: 'INTERNAL' } }),
  );
});

test('a run that was cancelled reads nothing again', async () => {
  failing('b.jpg');
  await inspect();
  await ledger.cancel(run.organizationId, run.id);
  expect(await deferred.claim(lanes(10))).toEqual([]);
  expect(await deferred.splitOff({ ...batch, batchId: newId() }, [], 0)).toBe(false);
});
