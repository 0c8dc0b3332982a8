import { PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import type { BatchInspected } from '@bucket-sync/shared/contracts';
import { newId } from '@bucket-sync/shared/ids';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { DeferredObject } from '../../../src/domain/deferred.ts';
import { inspectBatch } from '../../../src/usecases/inspection/inspect-batch.ts';
import { photo, startInspection, turned } from '../../support/inspection.ts';
import { type SandboxBucket, startSandboxBucket } from '../../support/sandbox-bucket.ts';

let bucket: SandboxBucket;
let inspection: Awaited<ReturnType<typeof startInspection>>;

beforeAll(async () => {
  bucket = await startSandboxBucket('inspected');
  inspection = await startInspection(bucket);
});
afterEach(() => bucket.sandbox.faults.clear());
afterAll(async () => {
  await inspection.stop();
  await bucket.stop();
});

/** Inspects these keys as they were listed before `meanwhile`, and answers what was sent and what was split off. */
async function inspect(
  keys: readonly string[],
  meanwhile: () => Promise<unknown> = async () => {},
  isRunning = true,
): Promise<{ sent: BatchInspected[]; splitOff: DeferredObject[] }> {
  const { lister } = inspection.parts;
  const names = { organizationId: 'acme', connectionId: newId(), datasetId: newId(), runId: newId() };
  const objects = (await lister.listPage(names, null)).objects.filter(({ key }) => keys.includes(key));
  await meanwhile();
  const splitOff: DeferredObject[] = [];
  await inspectBatch(
    {
      ...inspection.parts,
      ledger: {
        openBatch: async () => (isRunning ? { splitOffKeys: new Set() } : null),
        isRunning: async () => isRunning,
        fail: async () => {},
      },
      deferred: { splitOff: async (_names, deferred) => Boolean(splitOff.push(...deferred)) },
    },
    { ...names, runOrdinal: 1, batchId: `${names.runId}.0.0.0`, objects },
    new AbortController().signal,
  );
  return { sent: inspection.sent.splice(0), splitOff };
}

const one = async (...args: Parameters<typeof inspect>) => (await inspect(...args)).sent[0]!;

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

test('a file that fits and one that does not are decided with one read each', async () => {
  await bucket.put('photo.jpg', photo);
  await bucket.put('turned.jpg', turned);
  const batch = await one(['photo.jpg', 'turned.jpg']);
  expect(batch.accepted).toMatchObject([{ objectKey: 'photo.jpg', media: { contentType: 'image/jpeg' } }]);
  expect(batch.skipped).toMatchObject([{ objectKey: 'turned.jpg', reason: 'EXIF_ORIENTATION' }]);
  expect(batch.cost.requestCount).toBe(2);
});

test('an object that is deleted before its read is GONE_DURING_SYNC, though S3 answers 403', async () => {
  await bucket.put('going.jpg', photo);
  const batch = await one(['going.jpg'], async () => bucket.removeByOwner('going.jpg'));
  expect(batch.skipped).toMatchObject([{ objectKey: 'going.jpg', reason: 'GONE_DURING_SYNC' }]);
});

test('an object that was replaced is read in its new version', async () => {
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

const SSE_C =
  'The object was stored using a form of Server Side Encryption. ' +
  'The correct parameters must be provided to retrieve the object.';

test.each([
  [{ status: 400, code: 'InvalidRequest', message: SSE_C }, /SSE-C/],
  [{ status: 400, code: 'SomethingNew', message: 'a code that no table knows' }, /400 SomethingNew/],
  [{ status: 409, code: 'OperationAborted', message: 'a conflict' }, /409 OperationAborted/],
])('a refusal that is about one object skips that object: %o', async (error, detail) => {
  await bucket.put('odd.jpg', photo);
  await bucket.put('plain.jpg', photo);
  const { sent, splitOff } = await inspect(['odd.jpg', 'plain.jpg'], async () =>
    bucket.sandbox.faults.add({
      match: { key: 'odd.jpg', operation: 'GetObject' },
      effect: { kind: 'error', ...error },
    }),
  );
  expect(sent[0]).toMatchObject({ accepted: [{ objectKey: 'plain.jpg' }] });
  expect(sent[0]!.skipped).toMatchObject([{ objectKey: 'odd.jpg', reason: 'READ_DENIED' }]);
  expect(sent[0]!.skipped[0]!.detail).toMatch(detail);
  expect(splitOff).toEqual([]);
});

test('while AWS throttles nothing is decided: the object is split off without a verdict', async () => {
  await bucket.put('busy.jpg', photo);
  const { sent, splitOff } = await inspect(['busy.jpg'], async () =>
    bucket.sandbox.faults.add({ match: { service: 's3' }, effect: { kind: 'throttle' } }),
  );
  expect(sent).toMatchObject([{ accepted: [], skipped: [] }]);
  expect(splitOff).toMatchObject([{ object: { key: 'busy.jpg' }, failures: 1 }]);
  expect(splitOff[0]!.answer).toMatchObject({ isThrottle: true, status: '503 SlowDown' });
});

test('a batch of a run that has ended is dropped', async () => {
  expect((await inspect(['photo.jpg'], undefined, false)).sent).toEqual([]);
});
