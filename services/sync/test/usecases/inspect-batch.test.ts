import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import type { BatchInspected } from '@bucket-sync/shared/contracts';
import { newId } from '@bucket-sync/shared/ids';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  createBucketLister,
  createBucketReader,
  createBucketSessions,
  createS3Client,
  type S3Client,
} from '../../src/aws/index.ts';
import type { RunLedger } from '../../src/domain/ports.ts';
import { createInspector, type Inspector, verdictWithoutReading } from '../../src/media/index.ts';
import { inspectBatch } from '../../src/usecases/inspect-batch.ts';
import { type SandboxBucket, startSandboxBucket } from '../support/sandbox-bucket.ts';

const MEDIA = join(import.meta.dirname, '../../../../packages/dev-stack/sample/media');
const photo = readFileSync(join(MEDIA, 'photo-1.jpg'));
const turned = readFileSync(join(MEDIA, 'orientation-6.jpg'));

let bucket: SandboxBucket;
let s3: S3Client;
let inspector: Inspector;

beforeAll(async () => {
  bucket = await startSandboxBucket('inspected');
  const session = await bucket.openSession('');
  const sessions = createBucketSessions(async () => session);
  s3 = createS3Client({ sessions, endpoint: bucket.sandbox.url, forcePathStyle: true, pause: async () => {} });
  inspector = createInspector({ workers: 1 });
});
afterEach(() => bucket.sandbox.faults.clear());
afterAll(async () => {
  await inspector.stop();
  await s3.stop();
  await bucket.stop();
});

/** Inspects these keys as they were listed before `meanwhile`, and answers what was sent on. */
async function inspect(
  keys: readonly string[],
  meanwhile: () => Promise<unknown> = async () => {},
  isRunning = true,
): Promise<BatchInspected[]> {
  const lister = createBucketLister(s3);
  const names = { organizationId: 'acme', connectionId: newId(), datasetId: newId(), runId: newId() };
  const objects = (await lister.listPage(names, null)).objects.filter(({ key }) => keys.includes(key));
  await meanwhile();
  const sent: BatchInspected[] = [];
  await inspectBatch(
    {
      ledger: { isRunning: async () => isRunning } as unknown as RunLedger,
      lister,
      reader: createBucketReader(s3),
      inspector,
      limit: (work) => work(),
      verdictWithoutReading,
      intake: { send: async (batch) => void sent.push(batch) },
    },
    { ...names, runOrdinal: 1, batchId: `${names.runId}.0.0.0`, objects },
    new AbortController().signal,
  );
  return sent;
}

const one = async (...args: Parameters<typeof inspect>) => (await inspect(...args))[0]!;

test('what name, size or storage class decide costs no request', async () => {
  await bucket.put('notes.txt', 'hello');
  await bucket.put('empty.jpg', '');
  await bucket.put('ice.jpg', photo, { StorageClass: 'GLACIER' });
  const batch = await one(['notes.txt', 'empty.jpg', 'ice.jpg']);
  expect(batch.skipped.map(({ objectKey, reason }) => [objectKey, reason])).toEqual([
    ['empty.jpg', 'EMPTY'],
    ['ice.jpg', 'ARCHIVED'],
    ['notes.txt', 'NOT_MEDIA'],
  ]);
  expect(batch.cost).toEqual({ requestCount: 0, bytesRead: 0 });
});

test('a file that fits and one that does not, each with what was found and one read', async () => {
  await bucket.put('photo.jpg', photo);
  await bucket.put('turned.jpg', turned);
  const batch = await one(['photo.jpg', 'turned.jpg']);
  expect(batch.accepted).toMatchObject([{ objectKey: 'photo.jpg', media: { contentType: 'image/jpeg' } }]);
  expect(batch.skipped).toMatchObject([{ objectKey: 'turned.jpg', reason: 'EXIF_ORIENTATION' }]);
  expect(batch.cost.requestCount).toBe(2);
});

test('an object that is gone by the time it is read is GONE_DURING_SYNC, though S3 calls it forbidden', async () => {
  await bucket.put('going.jpg', photo);
  const batch = await one(['going.jpg'], async () => bucket.removeByOwner('going.jpg'));
  expect(batch.skipped).toMatchObject([{ objectKey: 'going.jpg', reason: 'GONE_DURING_SYNC' }]);
});

test('an object that was replaced is read as it is now', async () => {
  await bucket.put('replaced.jpg', photo);
  const batch = await one(['replaced.jpg'], () => bucket.put('replaced.jpg', turned));
  expect(batch.skipped).toMatchObject([{ reason: 'EXIF_ORIENTATION', sizeBytes: turned.length }]);
});

test('an object that is listed but refused is READ_DENIED', async () => {
  await bucket.put('secret/face.jpg', photo);
  const Resource = `arn:aws:s3:::${bucket.bucketName}/secret/*`;
  const deny = { Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [deny] });
  await bucket.owner.send(new PutBucketPolicyCommand({ Bucket: bucket.bucketName, Policy }));
  expect((await one(['secret/face.jpg'])).skipped).toMatchObject([{ reason: 'READ_DENIED' }]);
});

test('while AWS is throttling nothing is decided: no verdict is sent, and the batch may be tried again', async () => {
  await bucket.put('busy.jpg', photo);
  const throttled = inspect(['busy.jpg'], async () =>
    bucket.sandbox.faults.add({ match: { service: 's3' }, effect: { kind: 'throttle' } }),
  );
  await expect(throttled).rejects.toMatchObject({ code: 'THROTTLED', isRetryable: true });
});

test('a batch of a run that is over is dropped', async () => {
  expect(await inspect(['photo.jpg'], undefined, false)).toEqual([]);
});
