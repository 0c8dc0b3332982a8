import type { FaultEffect } from '@bucket-sync/aws-sandbox';
import { newId } from '@bucket-sync/shared/ids';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createConcurrencyLimit } from '../../../src/aws/index.ts';
import { inspectRound } from '../../../src/usecases/inspection/inspect-round.ts';
import { photo, startInspection } from '../../support/inspection.ts';
import { type SandboxBucket, startSandboxBucket } from '../../support/sandbox-bucket.ts';

const LIMITS = { lateMs: 500, roundMs: 60_000 };
const GOOD = ['a.jpg', 'c.jpg', 'd.jpg'];

let bucket: SandboxBucket;
let inspection: Awaited<ReturnType<typeof startInspection>>;

beforeAll(async () => {
  bucket = await startSandboxBucket('unreadable');
  inspection = await startInspection(bucket);
  for (const key of [...GOOD, 'b.jpg']) await bucket.put(key, photo);
});
afterEach(() => bucket.sandbox.faults.clear());
afterAll(async () => {
  await inspection.stop();
  await bucket.stop();
});

async function inspectAll(limits = LIMITS, signal = new AbortController().signal) {
  const target = { organizationId: 'acme', connectionId: newId(), runId: newId() };
  const { objects } = await inspection.parts.lister.listPage(target, null);
  const untried = objects.map((object) => ({ object, failures: 0, answer: null }));
  const { inspected, deferred } = await inspectRound(inspection.parts, target, untried, limits, signal);
  return { inspected: inspected.map(({ object }) => object.key).sort(), deferred };
}

const failing = (effect: FaultEffect, key?: string) =>
  bucket.sandbox.faults.add({ match: { operation: 'GetObject', ...(key && { key }) }, effect });

test.each<[FaultEffect, RegExp]>([
  [{ kind: 'internal-error' }, /^500 InternalError, request id \w+/],
  [{ kind: 'error', status: 503, code: 'ServiceUnavailable', message: 'later' }, /^503 ServiceUnavailable/],
  [{ kind: 'throttle' }, /^503 SlowDown/],
  [{ kind: 'expired-token' }, /The session for|ExpiredToken/],
  [{ kind: 'reset' }, /no complete answer/],
  [{ kind: 'truncate' }, /no complete answer/],
  [{ kind: 'reset-in-body' }, /no complete answer/],
  [{ kind: 'short-body' }, /\d+ of \d+ bytes arrived/],
  [{ kind: 'html' }, /\d+ of \d+ bytes arrived/],
  [{ kind: 'error', status: 404, code: 'NoSuchBucket', message: 'no' }, /^404 NoSuchBucket, request id \w+/],
  [{ kind: 'html', status: 502 }, /^502 without an error code/],
  [{ kind: 'hang' }, /no complete answer within/],
  [{ kind: 'hang-in-body' }, /no complete answer within/],
])('%o of one key for good defers that key with the last answer, and no other', async (effect, answer) => {
  failing(effect, 'b.jpg');
  const { inspected, deferred } = await inspectAll();
  expect(inspected).toEqual(GOOD);
  expect(deferred).toMatchObject([{ object: { key: 'b.jpg' }, failures: 1 }]);
  expect(deferred[0]!.answer!.text).toMatch(answer);
});

test('a failure that passes within the quick retries defers nothing', async () => {
  bucket.sandbox.faults.add({ match: { key: 'b.jpg' }, effect: { kind: 'internal-error' }, times: 2 });
  expect(await inspectAll()).toMatchObject({ inspected: ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'], deferred: [] });
});

test('a round that exceeds its time defers the objects that it has not begun, without a failure', async () => {
  failing({ kind: 'hang' });
  const single = createConcurrencyLimit({ connection: { start: 1, most: 1 }, process: 1 });
  const target = { organizationId: 'acme', connectionId: newId(), runId: newId() };
  const { objects } = await inspection.parts.lister.listPage(target, null);
  const untried = objects.map((object) => ({ object, failures: 0, answer: null }));
  const { deferred } = await inspectRound(
    { ...inspection.parts, limit: single },
    target,
    untried,
    { lateMs: 60_000, roundMs: 300 },
    new AbortController().signal,
  );
  expect(deferred.map(({ failures }) => failures).sort()).toEqual([0, 0, 0, 1]);
});

test('NoSuchBucket for a read and for the listing is an error of the bucket', async () => {
  const effect = { kind: 'error', status: 404, code: 'NoSuchBucket', message: 'no' } as const;
  const target = { organizationId: 'acme', connectionId: newId(), runId: newId() };
  const { objects } = await inspection.parts.lister.listPage(target, null);
  const untried = objects.map((object) => ({ object, failures: 0, answer: null }));
  bucket.sandbox.faults.add({ match: { service: 's3' }, effect });
  const round = inspectRound(inspection.parts, target, untried, LIMITS, new AbortController().signal);
  await expect(round).rejects.toMatchObject({ code: 'BUCKET_MISSING' });
});

test('objects that hang do not delay each other, even where the connection reads one at a time', async () => {
  failing({ kind: 'hang' });
  const single = createConcurrencyLimit({ connection: { start: 1, most: 1 }, process: 1 });
  const target = { organizationId: 'acme', connectionId: newId(), runId: newId() };
  const { objects } = await inspection.parts.lister.listPage(target, null);
  const untried = objects.map((object) => ({ object, failures: 0, answer: null }));
  const parts = { ...inspection.parts, limit: single };
  const limits = { lateMs: 200, roundMs: 60_000 };
  const { deferred } = await inspectRound(parts, target, untried, limits, new AbortController().signal);
  expect(deferred.map(({ failures }) => failures)).toEqual([1, 1, 1, 1]);
});

test('a round whose run has ended stops with the reason of its signal', async () => {
  failing({ kind: 'hang' });
  const ended = new AbortController();
  const round = inspectAll({ lateMs: 60_000, roundMs: 60_000 }, ended.signal);
  ended.abort(new Error('the run has ended'));
  await expect(round).rejects.toThrow('the run has ended');
});
