import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createBucketLister,
  createBucketReader,
  createBucketSessions,
  createConcurrencyLimit,
  createS3Client,
} from '../../src/aws/index.ts';
import type { BucketTarget } from '../../src/domain/ports.ts';
import { type SandboxBucket, startSandboxBucket } from '../support/sandbox-bucket.ts';
import { runOne, width } from '../support/width.ts';

let bucket: SandboxBucket;
beforeAll(async () => {
  bucket = await startSandboxBucket('throttled');
  await bucket.put('a.jpg', 'bytes');
});
afterAll(() => bucket.stop());

const OURS: BucketTarget = { organizationId: 'acme', connectionId: 'ours', runId: 'r' };
const THEIRS: BucketTarget = { organizationId: 'other', connectionId: 'theirs', runId: 's' };

/** A client whose pauses last until `endPause`. */
async function aClient(most: number, process: number) {
  const session = await bucket.openSession('');
  const limit = createConcurrencyLimit({ connection: { start: most, most }, process });
  const begun = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  const pause = async () => {
    begun.resolve();
    await over.promise;
  };
  const sessions = createBucketSessions(async () => session);
  const s3 = createS3Client({ sessions, endpointUrl: bucket.sandbox.url, forcePathStyle: true, pause, limit });
  const reader = createBucketReader(s3);
  const object = (await createBucketLister(s3).find(OURS, 'a.jpg'))!;
  return {
    limit,
    read: (target: BucketTarget) =>
      runOne(limit, target, () => reader.rangesOf(target, object, { whilePausing: limit.releaseSlotWhile }).read(0, 5)),
    pauseBegun: begun.promise,
    endPause: over.resolve,
    stop: s3.stop,
  };
}

test('while a read of one customer pauses, a read of another uses its slot', async () => {
  const { read, pauseBegun, endPause, stop } = await aClient(1, 1);
  bucket.sandbox.faults.add({ match: { service: 's3' }, effect: { kind: 'throttle' }, times: 1 });
  const throttled = read(OURS);
  await pauseBegun;
  expect(String(await read(THEIRS))).toBe('bytes');
  endPause();
  expect(String(await throttled)).toBe('bytes');
  await stop();
});

test('a SlowDown lowers the limit of its own connection only', async () => {
  const { limit, read, endPause, stop } = await aClient(2, 2);
  endPause();
  bucket.sandbox.faults.add({ match: { service: 's3' }, effect: { kind: 'throttle' }, times: 1 });
  await read(OURS);
  expect([await width(limit, OURS), await width(limit, THEIRS)]).toEqual([1, 2]);
  await stop();
});
