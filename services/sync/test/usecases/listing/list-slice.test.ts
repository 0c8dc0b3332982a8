import type { FaultEffect } from '@bucket-sync/aws-sandbox';
import type { SliceDue, SyncRequested } from '@bucket-sync/shared/contracts';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { BucketLister, ReadOptions } from '../../../src/domain/ports.ts';
import type { Run } from '../../../src/domain/run/run.ts';
import { snapshotOf } from '../../../src/domain/run/run-snapshot.ts';
import { createListSlice } from '../../../src/usecases/listing/list-slice.ts';
import { photo, startInspection } from '../../support/inspection.ts';
import { openLedger } from '../../support/ledger.ts';
import { aListedBucket } from '../../support/listed-bucket.ts';
import { type SandboxBucket, startSandboxBucket } from '../../support/sandbox-bucket.ts';

const opened = await openLedger();
const { pool, ledger, startedRun } = opened;
let bucket: SandboxBucket;
let inspection: Awaited<ReturnType<typeof startInspection>>;
let run: Run;
beforeAll(async () => {
  bucket = await startSandboxBucket('listed');
  inspection = await startInspection(bucket);
  await bucket.put('a.jpg', photo);
});
afterAll(async () => {
  await inspection.stop();
  await bucket.stop();
});
beforeEach(async () => {
  run = await startedRun();
});
afterEach(async () => {
  vi.restoreAllMocks();
  bucket.sandbox.faults.clear();
  await ledger.cancel(run.organizationId, run.id);
});

const reload = () => opened.reload(run);
const failing = (effect: FaultEffect) => bucket.sandbox.faults.add({ match: { operation: 'ListObjectsV2' }, effect });

/** The slices of the run that were sent, oldest first. */
const slices = () => opened.messagesOn<SliceDue>('sync.listings.v1', run);

const list = (slice: SliceDue) =>
  createListSlice({ ledger, lister: inspection.parts.lister, recheckShare: 0.01 })(slice, new AbortController().signal);

/** Ends the pause of the failing listing, which has been failing for so long. */
async function retry(failingMs = 0): Promise<void> {
  await pool.query(
    `update listing_shards set retry_at = now(), failing_since = now() - make_interval(secs => $2)
    where run_id = $1 and retry_at is not null`,
    [run.id, failingMs / 1000],
  );
  await ledger.retryDueSlices();
}

test.each<[FaultEffect, RegExp]>([
  [{ kind: 'internal-error' }, /^AWS answers 500 InternalError for the listing; trying again$/],
  [{ kind: 'throttle' }, /^AWS asks us to slow down$/],
  [{ kind: 'truncate' }, /^AWS does not deliver the listing \(.*\); trying again$/],
  [{ kind: 'html' }, /^AWS does not deliver the listing \(.*\); trying again$/],
])('a listing that fails (%o) is deferred, reported, and continues where it was', async (effect, waitingFor) => {
  failing(effect);
  await list((await slices())[0]!);
  expect(snapshotOf(await reload(), new Date()).progress).toMatchObject({
    listed: 0,
    waitingFor: expect.stringMatching(waitingFor),
  });
  await ledger.retryDueSlices();
  expect(await slices()).toHaveLength(1);

  bucket.sandbox.faults.clear();
  await retry();
  const [, again] = await slices();
  expect(again).toMatchObject({ shard: 0, epoch: 1 });
  await list(again!);
  const { state, progress } = snapshotOf(await reload(), new Date());
  expect(state).toBe('RUNNING');
  expect(progress).toMatchObject({ listed: 1, listingDone: true, waitingFor: null });
});

test('a run whose listing fails for longer than its time limit fails as AWS_UNAVAILABLE', async () => {
  failing({ kind: 'internal-error' });
  await list((await slices())[0]!);
  await retry(601_000);
  await list((await slices())[1]!);
  expect(await reload()).toMatchObject({
    state: 'FAILED',
    failure: { code: 'AWS_UNAVAILABLE', message: expect.stringContaining('500 InternalError') },
  });
});

/** A bucket of more objects than one slice lists. */
const ofLarge = aListedBucket(Array.from({ length: 90_000 }, (_, n) => `${n}`));
const large: BucketLister = {
  listPage: async (_target, after) => ofLarge.page(after),
  find: async () => null,
};

/** A bucket that answers nothing. */
const hangs = (options?: ReadOptions) =>
  new Promise<never>((_resolve, reject) => {
    const { signal } = options!;
    signal!.addEventListener('abort', () => reject(signal!.reason));
    if (signal!.aborted) reject(signal!.reason);
  });
const hanging: BucketLister = {
  listPage: (_target, _after, options) => hangs(options),
  find: (_target, _key, options) => hangs(options),
};

test.each<[string, Partial<SyncRequested>]>([
  ['a listing', {}],
  ['a run that names reasons', { only: ['CORRUPT'] }],
])('%s that gets no answer within its deadline is deferred', async (_name, of) => {
  await ledger.cancel(run.organizationId, run.id);
  const { organizationId, connectionId, datasetId } = run;
  await pool.query(
    `insert into known_objects (connection_id, organization_id, object_key, etag, size_bytes, is_asset, skip_reason)
    values ($1, $2, 'a.jpg', 'etag', 1, false, 'CORRUPT')`,
    [connectionId, organizationId],
  );
  run = await startedRun({ organizationId, connectionId, datasetId, ...of });
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort(new DOMException('late', 'TimeoutError')));
  await createListSlice({ ledger, lister: hanging, recheckShare: 0 })(
    (await slices())[0]!,
    new AbortController().signal,
  );
  expect(snapshotOf(await reload(), new Date()).progress.waitingFor).toMatch(/^AWS does not deliver the listing/);
});

test('a run whose patterns take too long for a key fails with the reason, and lists nothing', async () => {
  await ledger.cancel(run.organizationId, run.id);
  const key = `${'a'.repeat(900)}.jpg`;
  await bucket.put(key, photo);
  const includePatterns = Array.from({ length: 50 }, (_, n) => `*${'a'.repeat(250)}b${n}`);
  run = await startedRun({}, { prefix: '', includePatterns, excludePatterns: [] });
  await list((await slices())[0]!);
  await bucket.removeByOwner(key);
  expect(await reload()).toMatchObject({
    state: 'FAILED',
    failure: { code: 'BAD_REQUEST', message: expect.stringMatching(/patterns take too long to match "aaa/) },
    counts: { added: 0, missing: 0 },
  });
});

test('a slice of a large bucket stops once enough batches are open, so other runs take turns', async () => {
  const listSlice = createListSlice({ ledger, lister: large, recheckShare: 0 });
  const [slice] = await slices();
  await listSlice(slice!, new AbortController().signal);
  const { counts, state } = await reload();
  expect(state).toBe('RUNNING');
  expect(counts.batchesOpen).toBeGreaterThanOrEqual(8);
  expect(counts.batchesOpen).toBeLessThan(16);
  expect(counts.listed).toBe(1_000 * counts.batchesOpen);
  expect(await slices()).toHaveLength(1);
});

test('a listing that hangs ends within seconds of the cancellation of its run', async () => {
  const listSlice = createListSlice({ ledger, lister: hanging, recheckShare: 0 });
  const [slice] = await slices();
  const listed = listSlice(slice!, new AbortController().signal);
  await ledger.cancel(run.organizationId, run.id);
  const cancelledAt = performance.now();
  await listed;
  // The page itself would end after 10 s.
  expect(performance.now() - cancelledAt).toBeLessThan(9_000);
  expect((await reload()).state).toBe('CANCELLED');
}, 30_000);
